package io.mesosappc.containerizer.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesosappc.containerizer.checkpoint.Outcome;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.Ending;
import io.mesosappc.containerizer.lifecycle.NoSuchContainerException;
import io.mesosappc.containerizer.protocol.record.Records;
import java.util.Optional;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Protos.TaskStatus;

/**
 * {@code wait}: ends when the container does. The record of a container whose task we report
 * ourselves is written at once, for an agent holds one of its few worker threads until it has read
 * it; that of a custom executor carries its real status and is written at the end.
 */
final class WaitHandler implements VerbHandler {
  private final Containers containers;

  WaitHandler(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void handle(Call call, Reply reply) throws RequestException, NoSuchContainerException {
    String id = read(call);
    Containers.Waited waited;
    try {
      waited = containers.await(id);
    } catch (NoSuchContainerException e) {
      if (call.answered()) {
        reply.exit(
            0); // the agent has its record, and the container went while the client was cut off
        return;
      }
      throw e;
    }
    if (waited.commandTask() && !call.answered()) {
      reply.record(early().toByteArray());
    }
    waited
        .ended()
        .whenComplete(
            (ending, problem) -> {
              if (problem != null) {
                Verbs.refuse(call.verb(), Failures.cause(problem), reply);
                return;
              }
              if (!ending.commandTask() && !call.answered()) {
                reply.record(termination(ending).toByteArray());
              }
              reply.exit(0);
              waited.collected().run();
            });
  }

  private static String read(Call call) throws RequestException {
    try {
      return ContainerIds.read(Records.Wait.parseFrom(call.record()).getContainerId());
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException(
          "the record is not a mesos.containerizer.Wait: " + e.getMessage(), e);
    }
  }

  /** The record of a container whose task's end the agent hears from the executor. */
  private static Records.Termination early() {
    return Records.Termination.newBuilder()
        .setKilled(false)
        .setMessage("Executor terminated")
        .setStatus(0)
        .build();
  }

  /**
   * The record of a container that has ended. All fields are written: old agents require the first
   * two.
   */
  static Records.Termination termination(Ending ending) {
    Records.Termination.Builder record =
        Records.Termination.newBuilder().setState(TaskState.TASK_FAILED_VALUE);
    Optional<Outcome> outcome = ending.outcome();
    if (outcome.isEmpty()) {
      return record
          .setKilled(false)
          .setMessage("Container destroyed")
          .setStatus(9)
          .setState(TaskState.TASK_KILLED_VALUE)
          .addReasons(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED_VALUE)
          .build();
    }
    Outcome how = outcome.get();
    record.setStatus(how.waitStatus());
    if (how.memoryLimit().isPresent()) {
      return record
          .setKilled(true) // agents up to 0.25 take it for "over its memory limit"
          .setMessage(how.memoryLimit().get())
          .addReasons(TaskStatus.Reason.REASON_CONTAINER_LIMITATION_MEMORY_VALUE)
          .build();
    }
    return record
        .setKilled(false)
        .setMessage(how.lost().orElseGet(() -> describe(how.waitStatus())))
        .addReasons(TaskStatus.Reason.REASON_EXECUTOR_TERMINATED_VALUE)
        .build();
  }

  private static String describe(int status) {
    int signal = status & 0x7f;
    return signal == 0
        ? "Executor exited with status " + (status >> 8 & 0xff)
        : "Executor terminated by signal " + signal;
  }
}
