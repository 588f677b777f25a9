package io.mesosappc.containerizer.cli;

import io.mesosappc.containerizer.executor.RecordIo;
import io.mesosappc.containerizer.executor.RecordIoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.Protos.TaskInfo;

/** Has the scheduler program translate app definitions into tasks (docs/decisions/0003). */
final class SchedulerTasks {
  private SchedulerTasks() {}

  /**
   * The tasks that these definitions ask for. What the scheduler has to say goes to standard error.
   *
   * @throws IOException if it cannot be run, or refuses a definition
   */
  static List<TaskInfo> of(Path scheduler, List<Path> definitions)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(scheduler.toString(), "tasks", "--format", "protobuf", "--host", "127.0.0.1"));
    definitions.forEach(file -> command.add(file.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    byte[] answer = process.getInputStream().readAllBytes();
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "the definitions were refused ("
              + scheduler.getFileName()
              + " ended with "
              + status
              + "); the reason stands above");
    }
    List<TaskInfo> tasks = new ArrayList<>();
    try {
      for (byte[] task : new RecordIo().take(ByteBuffer.wrap(answer))) {
        tasks.add(TaskInfo.parseFrom(task)); // a v1 TaskInfo, which is the same on the wire
      }
    } catch (RecordIoException e) {
      throw new IOException("the scheduler's answer is not RecordIO: " + e.getMessage(), e);
    }
    return tasks;
  }
}
