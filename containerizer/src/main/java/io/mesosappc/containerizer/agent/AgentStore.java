package io.mesosappc.containerizer.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.mesos.Protos.ExecutorInfo;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskStatus;

/**
 * What outlives an agent, in {@code meta} of its work directory. The sandboxes are laid out as a
 * real agent's; this is not, as nobody else reads it.
 */
final class AgentStore {
  private final Path work;
  private final Path meta;

  AgentStore(Path work) {
    this.work = work;
    this.meta = work.resolve("meta");
  }

  /**
   * Who an agent is.
   *
   * @param port of its API
   */
  record Identity(String agentId, int port) {}

  /** The sandbox of a run, made. */
  Path sandbox(String agentId, String framework, String executor, String containerId)
      throws IOException {
    Path runs =
        work.resolve("slaves")
            .resolve(agentId)
            .resolve("frameworks")
            .resolve(framework)
            .resolve("executors")
            .resolve(executor)
            .resolve("runs");
    Path sandbox = runs.resolve(containerId);
    Files.createDirectories(sandbox);
    Path latest = runs.resolve("latest");
    Files.deleteIfExists(latest);
    Files.createSymbolicLink(latest, sandbox);
    return sandbox;
  }

  void save(Identity identity) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("agent_id", identity.agentId());
    properties.setProperty("port", Integer.toString(identity.port()));
    Files.createDirectories(meta.resolve("runs"));
    try (OutputStream out = Files.newOutputStream(meta.resolve("agent.properties"))) {
      properties.store(out, null);
    }
  }

  Identity identity() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(meta.resolve("agent.properties"))) {
      properties.load(in);
    }
    return new Identity(
        properties.getProperty("agent_id", ""),
        Integer.parseInt(properties.getProperty("port", "0")));
  }

  /** Keeps a run and the states of its tasks. */
  void save(ExecutorRun run) {
    Path file = file(run.containerId);
    Path fresh = file.resolveSibling(run.containerId + ".new");
    try {
      try (OutputStream out = Files.newOutputStream(fresh)) {
        run.framework.writeDelimitedTo(out);
        run.executor.writeDelimitedTo(out);
        out.write(run.commandTask ? 1 : 0);
        TaskStatus.Builder header = TaskStatus.newBuilder().setMessage(run.user.orElse(""));
        header.getTaskIdBuilder().setValue(run.sandbox.toString());
        header.setState(org.apache.mesos.Protos.TaskState.TASK_STAGING);
        header.build().writeDelimitedTo(out);
        for (RunningTask task : run.tasks.values()) {
          task.task().writeDelimitedTo(out);
          TaskStatus.newBuilder()
              .setTaskId(task.task().getTaskId())
              .setState(task.state())
              .build()
              .writeDelimitedTo(out);
        }
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep run " + run.containerId, e);
    }
  }

  void remove(String containerId) {
    try {
      Files.deleteIfExists(file(containerId));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot forget run " + containerId, e);
    }
  }

  /** Every run that was kept. */
  List<ExecutorRun> runs() throws IOException {
    List<ExecutorRun> runs = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(meta.resolve("runs"), "*.run")) {
      for (Path file : files) {
        runs.add(read(file));
      }
    } catch (NoSuchFileException none) {
      return runs;
    }
    return runs;
  }

  private static ExecutorRun read(Path file) throws IOException {
    String name = file.getFileName().toString();
    try (InputStream in = Files.newInputStream(file)) {
      FrameworkInfo framework = FrameworkInfo.parseDelimitedFrom(in);
      ExecutorInfo executor = ExecutorInfo.parseDelimitedFrom(in);
      boolean commandTask = in.read() == 1;
      TaskStatus header = TaskStatus.parseDelimitedFrom(in);
      Path sandbox = Path.of(header.getTaskId().getValue());
      ExecutorRun run =
          new ExecutorRun(
              name.substring(0, name.length() - ".run".length()),
              framework,
              executor,
              commandTask,
              sandbox,
              header.getMessage().isEmpty() ? Optional.empty() : Optional.of(header.getMessage()));
      for (TaskInfo task = TaskInfo.parseDelimitedFrom(in);
          task != null;
          task = TaskInfo.parseDelimitedFrom(in)) {
        TaskStatus status = TaskStatus.parseDelimitedFrom(in);
        run.tasks.put(
            task.getTaskId().getValue(),
            new RunningTask(task, run.containerId, sandbox, status.getState()));
      }
      return run;
    }
  }

  private Path file(String containerId) {
    return meta.resolve("runs").resolve(containerId + ".run");
  }
}
