package io.mesosappc.containerizer.cli;

import io.mesosappc.containerizer.agent.AgentException;
import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.RunningTask;
import io.mesosappc.containerizer.agent.StatusUpdate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.mesos.Protos.ResourceStatistics;
import org.apache.mesos.Protos.TaskState;

/**
 * Shows a task to a person while it runs: status changes with their times, output, and what it
 * used.
 */
final class TaskView {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final RunningTask task;
  private final long asked;
  private final EmbeddedAgent agent;
  private final PrintWriter out;
  private Optional<ResourceStatistics> usage = Optional.empty();
  private int shownOutput;
  private int shownErrors;

  TaskView(RunningTask task, long asked, EmbeddedAgent agent, PrintWriter out) {
    this.task = task;
    this.asked = asked;
    this.agent = agent;
    this.out = out;
  }

  TaskState state() {
    return task.state();
  }

  /** Shows the task until it has ended. */
  void follow() throws InterruptedException {
    out.println("task      " + task.taskId());
    out.println("          container " + task.containerId());
    boolean over = false;
    while (!over) {
      Optional<StatusUpdate> update = task.next(LOOK_AGAIN);
      showOutput();
      update.ifPresent(this::show);
      if (update.isEmpty() && task.state() == TaskState.TASK_RUNNING) {
        look();
      }
      over = update.isPresent() && isTerminal(update.get().status().getState());
      out.flush();
    }
    task.ended().toCompletableFuture().join();
  }

  private void show(StatusUpdate update) {
    String reason = update.status().hasReason() ? " " + update.status().getReason() : "";
    String message =
        update.status().hasMessage() ? " \"" + update.status().getMessage() + "\"" : "";
    out.printf(
        "status    %8.1f ms  %s%s%s%n",
        (update.nanoTime() - asked) / 1e6, update.status().getState(), reason, message);
  }

  private void look() {
    try {
      usage = Optional.of(agent.usage(task.containerId()));
    } catch (AgentException e) {
      // it has ended meanwhile: what was seen last counts
    }
  }

  private void showOutput() {
    shownOutput = show(task.sandbox().resolve("stdout"), shownOutput, "stdout");
    shownErrors = show(task.sandbox().resolve("stderr"), shownErrors, "stderr");
  }

  private int show(Path file, int shown, String name) {
    try {
      byte[] all = Files.readAllBytes(file);
      int end = all.length;
      while (end > shown && all[end - 1] != '\n') {
        end--;
      }
      new String(all, shown, end - shown, StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> out.println(name + "    " + line));
      return end;
    } catch (IOException e) {
      return shown; // it is not there yet
    }
  }

  /** What the task used, and where its files are. */
  void summary() {
    showOutput();
    out.println("sandbox   " + task.sandbox());
    usage.ifPresentOrElse(
        used ->
            out.printf(
                "used      cpu %.3f s user, %.3f s system of %.1f cpus; memory %.1f MB (%.1f MB anonymous) of %.0f MB; %d processes%n",
                used.getCpusUserTimeSecs(),
                used.getCpusSystemTimeSecs(),
                used.getCpusLimit(),
                used.getMemTotalBytes() / 1048576.0,
                used.getMemRssBytes() / 1048576.0,
                used.getMemLimitBytes() / 1048576.0,
                used.getProcesses()),
        () -> out.println("used      it was over too soon to be measured"));
  }

  private static boolean isTerminal(TaskState state) {
    return switch (state) {
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR ->
          true;
      default -> false;
    };
  }
}
