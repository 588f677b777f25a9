package io.mesosappc.containerizer.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.Protos.ContainerID;

/** Container IDs in and out of their message. */
final class ContainerIds {
  private ContainerIds() {}

  static String read(ByteString message) throws RequestException {
    try {
      return ContainerID.parseFrom(message).getValue();
    } catch (InvalidProtocolBufferException e) {
      throw new RequestException("the record's container_id is damaged: " + e.getMessage(), e);
    }
  }

  static ByteString write(String id) {
    return ContainerID.newBuilder().setValue(id).build().toByteString();
  }
}
