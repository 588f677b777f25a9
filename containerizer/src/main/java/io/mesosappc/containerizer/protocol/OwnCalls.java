package io.mesosappc.containerizer.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mesosappc.containerizer.protocol.record.Records;
import java.nio.file.Path;
import java.util.Map;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerID;
import org.apache.mesos.Protos.ContainerInfo;
import org.apache.mesos.Protos.ExecutorID;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.Image;
import org.apache.mesos.Protos.Resource;
import org.apache.mesos.Protos.Value;

/** What an agent would call for one container, for a daemon that plays the agent to itself. */
public final class OwnCalls {
  private final String id;
  private final Path sandbox;

  /**
   * @param id of the container
   * @param sandbox its directory, which is there
   */
  public OwnCalls(String id, Path sandbox) {
    this.id = id;
    this.sandbox = sandbox;
  }

  /** Launches the program of an image as a custom executor: such a container ends with it. */
  public Call launch(String image, double cpus, double memoryMegabytes) {
    ContainerInfo.Builder container = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    Image.Builder named = container.getMesosBuilder().getImageBuilder().setType(Image.Type.APPC);
    named.getAppcBuilder().setName(image);
    ExecutorInfo executor =
        ExecutorInfo.newBuilder()
            .setExecutorId(ExecutorID.newBuilder().setValue(id))
            .setCommand(CommandInfo.newBuilder().setShell(false))
            .setContainer(container)
            .addResources(scalar("cpus", cpus))
            .addResources(scalar("mem", memoryMegabytes))
            .build();
    return call(
        Verb.LAUNCH,
        Records.Launch.newBuilder()
            .setContainerId(containerId())
            .setExecutorInfo(executor.toByteString())
            .setDirectory(sandbox.toString())
            .build());
  }

  /** Waits for its end. */
  public Call await() {
    return call(Verb.WAIT, Records.Wait.newBuilder().setContainerId(containerId()).build());
  }

  /** Removes it, if it is there. */
  public Call destroy() {
    return call(Verb.DESTROY, Records.Destroy.newBuilder().setContainerId(containerId()).build());
  }

  private Call call(Verb verb, Message record) {
    return new Call(verb, sandbox, Map.of(), record.toByteArray(), false, false);
  }

  private ByteString containerId() {
    return ContainerID.newBuilder().setValue(id).build().toByteString();
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }
}
