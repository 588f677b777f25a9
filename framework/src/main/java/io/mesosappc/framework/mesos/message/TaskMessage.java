package io.mesosappc.framework.mesos.message;

import org.apache.mesos.v1.Protos.TaskInfo;

/**
 * A task ready to launch. Wraps Mesos' message, so that only its builder and the wire know that.
 */
public final class TaskMessage {
  private final TaskInfo info;

  public TaskMessage(TaskInfo info) {
    this.info = info;
  }

  public String taskId() {
    return info.getTaskId().getValue();
  }

  /** Mesos' own message. */
  public TaskInfo info() {
    return info;
  }

  /** The message's protobuf bytes. */
  public byte[] bytes() {
    return info.toByteArray();
  }

  /** The message in Mesos' v1 JSON, on several lines. */
  public String json() {
    return MesosJson.print(info);
  }
}
