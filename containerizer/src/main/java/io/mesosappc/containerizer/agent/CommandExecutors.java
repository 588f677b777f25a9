package io.mesosappc.containerizer.agent;

import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.Protos.CommandInfo;
import org.apache.mesos.Protos.ContainerInfo;
import org.apache.mesos.Protos.DurationInfo;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.Resource;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.Value;

/**
 * The executor that a 1.0.4 agent makes up for a task without one (Slave::getExecutorInfo,
 * slave.cpp:3790).
 */
final class CommandExecutors {
  /** DEFAULT_EXECUTOR_CPUS and DEFAULT_EXECUTOR_MEM of the agent. */
  private static final double CPUS = 0.1;

  private static final double MEGABYTES = 32;
  private static final long SECOND = 1_000_000_000;
  private static final int SHOWN = 15;

  private final AgentConfig config;

  CommandExecutors(AgentConfig config) {
    this.config = config;
  }

  /** The executor of a task: its own, or one for its command. */
  @SuppressWarnings("deprecation") // agents of our time set the source
  ExecutorInfo of(TaskInfo task, FrameworkInfo framework) {
    if (task.hasExecutor()) {
      return task.getExecutor().toBuilder().setFrameworkId(framework.getId()).build();
    }
    ExecutorInfo.Builder executor =
        ExecutorInfo.newBuilder()
            .setFrameworkId(framework.getId())
            .setName(
                "Command Executor (Task: %s) (Command: %s)"
                    .formatted(task.getTaskId().getValue(), shown(task.getCommand())))
            .setSource(task.getTaskId().getValue())
            .setCommand(command(task, framework))
            .addResources(scalar("cpus", CPUS))
            .addResources(scalar("mem", MEGABYTES));
    executor.getExecutorIdBuilder().setValue(task.getTaskId().getValue());
    if (task.hasContainer()) {
      executor.setContainer(withoutImage(task.getContainer()));
    }
    if (task.hasLabels()) {
      executor.setLabels(task.getLabels());
    }
    if (task.hasDiscovery()) {
      executor.setDiscovery(task.getDiscovery());
    }
    if (task.hasKillPolicy() && task.getKillPolicy().hasGracePeriod()) {
      // The longest interval of its reaper, and one second to spare.
      executor.setShutdownGracePeriod(
          DurationInfo.newBuilder()
              .setNanoseconds(task.getKillPolicy().getGracePeriod().getNanoseconds() + 2 * SECOND));
    }
    return executor.build();
  }

  private CommandInfo command(TaskInfo task, FrameworkInfo framework) {
    String path = config.launcherDirectory().resolve("mesos-executor").toString();
    CommandInfo theirs = task.getCommand();
    CommandInfo.Builder command =
        CommandInfo.newBuilder()
            .addAllUris(theirs.getUrisList())
            .setShell(false)
            .setValue(path)
            .addArguments("mesos-executor")
            .addArguments("--launcher_dir=" + config.launcherDirectory());
    if (theirs.hasEnvironment()) {
      command.setEnvironment(theirs.getEnvironment());
    }
    if (theirs.hasUser()) {
      command.setUser(theirs.getUser());
    }
    if (hasImage(task)) {
      command.setUser("root");
      command.addArguments("--sandbox_directory=/mnt/mesos/sandbox");
      if (config.switchUser()) {
        command.addArguments(
            "--user=" + (theirs.hasUser() ? theirs.getUser() : framework.getUser()));
      }
    }
    return command.build();
  }

  private static boolean hasImage(TaskInfo task) {
    return task.getContainer().getType() == ContainerInfo.Type.MESOS
        && task.getContainer().getMesos().hasImage();
  }

  private static ContainerInfo withoutImage(ContainerInfo container) {
    if (!container.hasMesos() || !container.getMesos().hasImage()) {
      return container;
    }
    ContainerInfo.Builder stripped = container.toBuilder();
    stripped.getMesosBuilder().clearImage();
    return stripped.build();
  }

  private static String shown(CommandInfo command) {
    if (!command.hasValue()) {
      return "NO EXECUTABLE";
    }
    if (command.getShell()) {
      return "sh -c '" + shortened(command.getValue()) + "'";
    }
    List<String> words = new ArrayList<>();
    words.add(command.getValue());
    words.addAll(command.getArgumentsList());
    return "[" + shortened(String.join(", ", words)) + "]";
  }

  private static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN - 3) + "..." : text;
  }

  /** The sum of both, as the agent gives it to the containerizer. */
  static List<Resource> sum(List<Resource> some, List<Resource> others) {
    List<Resource> sum = new ArrayList<>(some);
    for (Resource other : others) {
      int at = 0;
      while (at < sum.size() && !addable(sum.get(at), other)) {
        at++;
      }
      if (at == sum.size()) {
        sum.add(other);
      } else {
        double total = sum.get(at).getScalar().getValue() + other.getScalar().getValue();
        // To the precision with which the agent counts.
        Resource.Builder more = sum.get(at).toBuilder();
        more.getScalarBuilder().setValue(Math.round(total * 1000) / 1000.0);
        sum.set(at, more.build());
      }
    }
    return sum;
  }

  private static boolean addable(Resource one, Resource other) {
    return one.getType() == Value.Type.SCALAR
        && other.getType() == Value.Type.SCALAR
        && one.getName().equals(other.getName())
        && role(one).equals(role(other))
        && !other.hasDisk();
  }

  @SuppressWarnings("deprecation") // agents of our time know no other way to name the role
  private static String role(Resource resource) {
    return resource.hasRole() ? resource.getRole() : "*";
  }

  @SuppressWarnings("deprecation") // agents of our time know no other way to name the role
  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .setRole("*")
        .build();
  }
}
