package io.mesosappc.containerizer.cli;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.Protos.TaskInfo;

/** Has the scheduler program translate app definitions into tasks (docs/decisions/0003). */
final class SchedulerTasks {
  private static final int LARGEST_TASK = 64 << 20;

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
    List<TaskInfo> tasks = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(process.getInputStream())) {
      int length = length(in);
      while (length >= 0) {
        byte[] task = in.readNBytes(length);
        if (task.length < length) {
          throw new EOFException("the scheduler's answer ends within a task");
        }
        tasks.add(TaskInfo.parseFrom(task)); // a v1 TaskInfo, which is the same on the wire
        length = length(in);
      }
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new IOException(
          "the definitions were refused ("
              + scheduler.getFileName()
              + " ended with "
              + status
              + "); the reason stands above");
    }
    return tasks;
  }

  /** The length line of a RecordIO record; -1 at the end. */
  private static int length(InputStream in) throws IOException {
    int length = 0;
    int digits = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 && digits == 0) {
        return -1;
      }
      if (next < '0' || next > '9' || length > LARGEST_TASK) {
        throw new IOException("the scheduler's answer is not RecordIO");
      }
      length = length * 10 + (next - '0');
      digits++;
    }
    return length;
  }
}
