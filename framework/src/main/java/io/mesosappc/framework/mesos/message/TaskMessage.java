package io.mesosappc.framework.mesos.message;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
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
    try {
      return JsonFormat.printer().preservingProtoFieldNames().print(info);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a TaskInfo holds no Any, so it always prints", e);
    }
  }
}
