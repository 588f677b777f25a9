package io.mesosappc.containerizer.agent;

import java.time.Instant;
import org.apache.mesos.Protos.TaskStatus;

/**
 * News of a task, as its framework gets it.
 *
 * @param received when the agent had it
 * @param nanoTime the same by {@link System#nanoTime}
 */
public record StatusUpdate(TaskStatus status, Instant received, long nanoTime) {
  static StatusUpdate now(TaskStatus status) {
    return new StatusUpdate(status, Instant.now(), System.nanoTime());
  }
}
