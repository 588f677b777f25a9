package io.mesosappc.containerizer.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.mesosappc.containerizer.protocol.record.Records;
import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.containerizer.request.TaskRequest;
import io.mesosappc.containerizer.request.VolumeRequest;
import io.mesosappc.containerizer.sandbox.SandboxUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerInfo;
import org.apache.mesos.Protos.Environment;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.Image;
import org.apache.mesos.Protos.Label;
import org.apache.mesos.Protos.Resource;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.Volume;

/** Reads a Launch record and the environment that came with it. Pure. */
final class LaunchReader {
  /**
   * CommandInfo.container of agents up to 0.26: {@code ContainerInfo {required string image = 1;
   * repeated string options = 2}}.
   */
  private static final int COMMAND_CONTAINER_FIELD = 4;

  private static final int COMMAND_CONTAINER_IMAGE_FIELD = 1;
  private static final String SANDBOX_FLAG = "--sandbox_directory=";
  private static final String DEFAULT_SANDBOX = "/mnt/mesos/sandbox";

  private LaunchReader() {}

  /** The request that a launch call carries. */
  static ContainerRequest read(Call call) throws RequestException {
    try {
      Records.Launch launch = Records.Launch.parseFrom(call.record());
      String id = ContainerIds.read(launch.getContainerId());
      ExecutorInfo executor = ExecutorInfo.parseFrom(launch.getExecutorInfo());
      Optional<TaskInfo> task =
          launch.hasTaskInfo()
              ? Optional.of(TaskInfo.parseFrom(launch.getTaskInfo()))
              : Optional.empty();
      CommandInfo command = task.map(TaskInfo::getCommand).orElse(executor.getCommand());
      ContainerInfo container =
          task.filter(TaskInfo::hasContainer)
              .map(TaskInfo::getContainer)
              .orElse(executor.getContainer());
      Environments environment = new Environments(call.environment());
      return new ContainerRequest(
          id,
          agent(launch, executor, environment),
          sandbox(launch, call),
          task.map(
              t -> new TaskRequest(t.getTaskId().getValue(), launch.getTaskInfo().toByteArray())),
          command(command, launch, environment.inherited(task.isEmpty())),
          image(container, command, environment),
          volumes(container),
          container.hasHostname() ? Optional.of(container.getHostname()) : Optional.empty(),
          networks(container),
          resources(executor.getResourcesList()),
          sandboxTarget(executor.getCommand()));
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException(
          "the launch record ("
              + call.record().length
              + " bytes) is not a mesos.containerizer.Launch: "
              + e.getMessage(),
          e);
    } catch (IllegalArgumentException e) {
      throw new RequestException("the launch record makes no sense: " + e.getMessage(), e);
    }
  }

  private static AgentContext agent(
      Records.Launch launch, ExecutorInfo executor, Environments environment) {
    // "slave(1)@10.0.0.1:5051"; MESOS_AGENT_ENDPOINT has come with 0.27 only.
    String pid =
        launch.hasSlavePid() ? launch.getSlavePid() : environment.get("MESOS_SLAVE_PID", "");
    int at = pid.indexOf('@');
    return new AgentContext(
        environment.get("MESOS_WORK_DIRECTORY", ""),
        environment.get("MESOS_AGENT_ENDPOINT", at < 0 ? "" : pid.substring(at + 1)),
        at < 0 ? "slave(1)" : pid.substring(0, at),
        environment.get("MESOS_SLAVE_ID", slaveId(launch.getSlaveId())),
        environment.get("MESOS_FRAMEWORK_ID", executor.getFrameworkId().getValue()),
        environment.get("MESOS_EXECUTOR_ID", executor.getExecutorId().getValue()),
        launch.getCheckpoint() || environment.get("MESOS_CHECKPOINT", "0").equals("1"),
        environment.duration("MESOS_RECOVERY_TIMEOUT", Duration.ofMinutes(15)),
        environment.duration("MESOS_SUBSCRIPTION_BACKOFF_MAX", Duration.ofSeconds(2)),
        environment.duration("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", Duration.ofSeconds(5)));
  }

  private static String slaveId(ByteString bytes) {
    try {
      return org.apache.mesos.Protos.SlaveID.parseFrom(bytes).getValue();
    } catch (InvalidProtocolBufferException e) {
      return "";
    }
  }

  private static Path sandbox(Records.Launch launch, Call call) throws RequestException {
    String directory =
        launch.hasDirectory()
            ? launch.getDirectory()
            : call.environment().getOrDefault("MESOS_DIRECTORY", "");
    if (!directory.startsWith("/")) {
      throw new RequestException(
          "the launch record names no sandbox: directory is '"
              + directory
              + "', not an absolute path");
    }
    return Path.of(directory);
  }

  private static CommandRequest command(
      CommandInfo command, Records.Launch launch, Map<String, String> inherited) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
      environment.put(variable.getName(), variable.getValue());
    }
    List<SandboxUri> uris = new ArrayList<>();
    for (CommandInfo.URI uri : command.getUrisList()) {
      uris.add(
          new SandboxUri(
              uri.getValue(),
              uri.getExtract(),
              uri.getExecutable(),
              uri.hasOutputFile() ? Optional.of(uri.getOutputFile()) : Optional.empty(),
              uri.getCache()));
    }
    return new CommandRequest(
        command.getShell(),
        command.hasValue() && !command.getValue().isEmpty()
            ? Optional.of(command.getValue())
            : Optional.empty(),
        command.getArgumentsList(),
        environment,
        inherited,
        uris,
        command.hasUser() ? Optional.of(command.getUser()) : Optional.empty(),
        launch.hasUser() ? Optional.of(launch.getUser()) : Optional.empty());
  }

  private static Optional<ImageRequest> image(
      ContainerInfo container, CommandInfo command, Environments environment)
      throws RequestException {
    if (container.getType() == ContainerInfo.Type.DOCKER && container.hasDocker()) {
      return Optional.of(dockerImage(container.getDocker().getImage(), true));
    }
    if (container.getMesos().hasImage()) {
      return Optional.of(image(container.getMesos().getImage()));
    }
    Optional<String> older = olderImage(command);
    Optional<String> named =
        older.isPresent() ? older : environment.find("MESOS_DEFAULT_CONTAINER_IMAGE");
    return named.map(reference -> new ImageRequest(reference, Optional.empty(), Map.of(), true));
  }

  private static ImageRequest image(Image image) throws RequestException {
    if (image.getType() == Image.Type.DOCKER) {
      return dockerImage(image.getDocker().getName(), image.getCached());
    }
    if (image.getType() != Image.Type.APPC) {
      throw new RequestException(
          "the image is of type "
              + image.getType()
              + ", which nobody here knows; name an APPC or a DOCKER image");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    for (Label label : image.getAppc().getLabels().getLabelsList()) {
      labels.put(label.getKey(), label.getValue());
    }
    return new ImageRequest(
        image.getAppc().getName(),
        image.getAppc().hasId() ? Optional.of(image.getAppc().getId()) : Optional.empty(),
        labels,
        image.getCached());
  }

  private static ImageRequest dockerImage(String name, boolean cached) {
    return new ImageRequest("docker://" + name, Optional.empty(), Map.of(), cached);
  }

  /** The image of the field that the classes of today no longer know. */
  private static Optional<String> olderImage(CommandInfo command) throws RequestException {
    UnknownFieldSet unknown = command.getUnknownFields();
    if (!unknown.hasField(COMMAND_CONTAINER_FIELD)) {
      return Optional.empty();
    }
    for (ByteString bytes : unknown.getField(COMMAND_CONTAINER_FIELD).getLengthDelimitedList()) {
      try {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes);
        for (ByteString image :
            fields.getField(COMMAND_CONTAINER_IMAGE_FIELD).getLengthDelimitedList()) {
          return Optional.of(image.toStringUtf8());
        }
      } catch (InvalidProtocolBufferException e) {
        throw new RequestException("CommandInfo.container is damaged: " + e.getMessage(), e);
      }
    }
    return Optional.empty();
  }

  private static List<VolumeRequest> volumes(ContainerInfo container) throws RequestException {
    List<VolumeRequest> volumes = new ArrayList<>();
    for (Volume volume : container.getVolumesList()) {
      if (volume.hasImage() || volume.hasSource()) {
        throw new RequestException(
            "volume '"
                + volume.getContainerPath()
                + "' comes from an image or a source, which this version does not mount; use host_path");
      }
      volumes.add(
          new VolumeRequest(
              volume.hasHostPath() ? Optional.of(volume.getHostPath()) : Optional.empty(),
              volume.getContainerPath(),
              volume.getMode() == Volume.Mode.RO));
    }
    return volumes;
  }

  private static List<String> networks(ContainerInfo container) {
    return container.getNetworkInfosList().stream()
        .filter(network -> network.hasName())
        .map(network -> network.getName())
        .toList();
  }

  private static String sandboxTarget(CommandInfo executorCommand) {
    return executorCommand.getArgumentsList().stream()
        .filter(argument -> argument.startsWith(SANDBOX_FLAG + "/"))
        .map(argument -> argument.substring(SANDBOX_FLAG.length()))
        .findFirst()
        .orElse(DEFAULT_SANDBOX);
  }

  /** The sum of scalar resources over roles, reservations and disks. */
  static ResourceRequest resources(List<Resource> resources) {
    double cpus = 0;
    double memory = 0;
    double disk = 0;
    for (Resource resource : resources) {
      if (resource.hasScalar()) {
        double value = resource.getScalar().getValue();
        switch (resource.getName()) {
          case "cpus" -> cpus += value;
          case "mem" -> memory += value;
          case "disk" -> disk += value;
          default -> {
            // gpus and whatever an operator invents: nothing that we limit
          }
        }
      }
    }
    return new ResourceRequest(
        cpus > 0 ? OptionalDouble.of(cpus) : OptionalDouble.empty(),
        megabytes(memory),
        megabytes(disk));
  }

  private static OptionalLong megabytes(double value) {
    return value > 0 ? OptionalLong.of(Math.round(value * (1 << 20))) : OptionalLong.empty();
  }
}
