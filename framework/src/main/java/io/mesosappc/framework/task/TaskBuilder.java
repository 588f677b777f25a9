package io.mesosappc.framework.task;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.AppcImage;
import io.mesosappc.framework.definition.Command;
import io.mesosappc.framework.definition.Container;
import io.mesosappc.framework.definition.Fetch;
import io.mesosappc.framework.definition.PortDefinition;
import io.mesosappc.framework.definition.Volume;
import io.mesosappc.framework.mesos.message.Resource;
import io.mesosappc.framework.mesos.message.TaskMessage;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.ContainerInfo;
import org.apache.mesos.v1.Protos.DiscoveryInfo;
import org.apache.mesos.v1.Protos.Image;
import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * Builds the Mesos task of an instance: a command task, with a Mesos container where one is asked.
 */
public final class TaskBuilder {
  private TaskBuilder() {}

  /** Builds the task; equal requests give equal tasks. */
  public static TaskMessage build(TaskRequest request) {
    AppDefinition app = request.app();
    TaskInfo.Builder task =
        TaskInfo.newBuilder()
            .setName(TaskNames.hostForm(app.id()))
            .setTaskId(Protos.TaskID.newBuilder().setValue(request.taskId()))
            .setAgentId(Protos.AgentID.newBuilder().setValue(request.agentId()))
            .setCommand(command(request))
            .setDiscovery(discovery(request));
    request.resources().forEach(resource -> task.addResources(resource(resource)));
    app.container().ifPresent(container -> task.setContainer(container(container)));
    if (!app.labels().isEmpty()) {
      task.setLabels(labels(app.labels()));
    }
    app.scaling()
        .killGrace()
        .ifPresent(
            grace ->
                task.setKillPolicy(
                    Protos.KillPolicy.newBuilder()
                        .setGracePeriod(
                            Protos.DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))));
    return new TaskMessage(task.build());
  }

  private static CommandInfo command(TaskRequest request) {
    AppDefinition app = request.app();
    CommandInfo.Builder command = CommandInfo.newBuilder();
    Command how = app.program().command();
    if (how instanceof Command.Shell shell) {
      command.setShell(true).setValue(shell.line());
    } else if (how instanceof Command.Arguments arguments) {
      command.setShell(false).addAllArguments(arguments.values());
      if (app.container().flatMap(Container::image).isEmpty()) {
        command.setValue(arguments.values().get(0));
      }
    } else {
      // No value and no arguments: the exec of the image's manifest (Mesos docs, container-image).
      command.setShell(false);
    }
    app.program().user().ifPresent(command::setUser);
    Protos.Environment.Builder environment = Protos.Environment.newBuilder();
    TaskEnvironment.of(request)
        .forEach(
            (name, value) ->
                environment.addVariables(
                    Protos.Environment.Variable.newBuilder().setName(name).setValue(value)));
    command.setEnvironment(environment);
    app.program().fetch().forEach(fetch -> command.addUris(uri(fetch)));
    return command.build();
  }

  private static CommandInfo.URI uri(Fetch fetch) {
    CommandInfo.URI.Builder uri =
        CommandInfo.URI
            .newBuilder()
            .setValue(fetch.uri())
            .setExtract(fetch.extract())
            .setExecutable(fetch.executable())
            .setCache(fetch.cache());
    fetch.outputFile().ifPresent(uri::setOutputFile);
    return uri.build();
  }

  private static ContainerInfo container(Container container) {
    ContainerInfo.MesosInfo.Builder mesos = ContainerInfo.MesosInfo.newBuilder();
    container.image().ifPresent(image -> mesos.setImage(image(image)));
    ContainerInfo.Builder info =
        ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS).setMesos(mesos);
    for (Volume volume : container.volumes()) {
      info.addVolumes(
          Protos.Volume.newBuilder()
              .setContainerPath(volume.containerPath())
              .setHostPath(volume.hostPath())
              .setMode(volume.readOnly() ? Protos.Volume.Mode.RO : Protos.Volume.Mode.RW));
    }
    return info.build();
  }

  private static Image image(AppcImage image) {
    Image.Appc.Builder appc = Image.Appc.newBuilder().setName(image.name());
    image.id().ifPresent(appc::setId);
    // Only the image's own labels: with a label that differs per task no image is ever cached.
    if (!image.labels().isEmpty()) {
      appc.setLabels(labels(image.labels()));
    }
    return Image.newBuilder()
        .setType(Image.Type.APPC)
        .setCached(!image.forcePull())
        .setAppc(appc)
        .build();
  }

  @SuppressWarnings("deprecation") // Resource.role is the only form that agents before 1.4 know.
  private static Protos.Resource resource(Resource resource) {
    Protos.Resource.Builder builder =
        Protos.Resource.newBuilder().setName(resource.name()).setRole(resource.role());
    if (resource instanceof Resource.Scalar scalar) {
      builder
          .setType(Protos.Value.Type.SCALAR)
          .setScalar(Protos.Value.Scalar.newBuilder().setValue(scalar.value()));
    } else if (resource instanceof Resource.Ranges ranges) {
      Protos.Value.Ranges.Builder values = Protos.Value.Ranges.newBuilder();
      for (Resource.Range range : ranges.ranges()) {
        values.addRange(
            Protos.Value.Range.newBuilder().setBegin(range.begin()).setEnd(range.end()));
      }
      builder.setType(Protos.Value.Type.RANGES).setRanges(values);
    }
    return builder.build();
  }

  private static DiscoveryInfo discovery(TaskRequest request) {
    Protos.Ports.Builder ports = Protos.Ports.newBuilder();
    List<PortDefinition> definitions = request.app().ports().definitions();
    for (int i = 0; i < request.ports().size(); i++) {
      PortDefinition definition = definitions.get(i);
      for (String protocol : definition.protocols()) {
        Protos.Port.Builder port =
            Protos.Port.newBuilder().setNumber(request.ports().get(i)).setProtocol(protocol);
        definition.name().ifPresent(port::setName);
        if (!definition.labels().isEmpty()) {
          port.setLabels(labels(definition.labels()));
        }
        ports.addPorts(port);
      }
    }
    return DiscoveryInfo.newBuilder()
        .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
        .setName(TaskNames.hostForm(request.app().id()))
        .setPorts(ports)
        .build();
  }

  private static Protos.Labels labels(Map<String, String> labels) {
    Protos.Labels.Builder builder = Protos.Labels.newBuilder();
    labels.forEach(
        (key, value) -> builder.addLabels(Protos.Label.newBuilder().setKey(key).setValue(value)));
    return builder.build();
  }
}
