package io.mesosappc.framework.mesos.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;

/**
 * Prints messages as Mesos does: field names as in the {@code .proto}, and 64-bit numbers as
 * numbers. Protobuf's own JSON writes those as strings, which Mesos refuses to read.
 */
final class MesosJson {
  private static final JsonMapper JSON = new JsonMapper();

  private MesosJson() {}

  static String print(Message message) {
    try {
      String text = JsonFormat.printer().preservingProtoFieldNames().print(message);
      JsonNode tree = JSON.readTree(text);
      correct(tree, message.getDescriptorForType());
      return tree.toPrettyString();
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalStateException("a message without Any always prints, as JSON", e);
    }
  }

  private static void correct(JsonNode node, Descriptor type) {
    if (!(node instanceof ObjectNode object)) {
      return;
    }
    for (FieldDescriptor field : type.getFields()) {
      JsonNode value = object.path(field.getName());
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (value instanceof ArrayNode array) {
          array.forEach(element -> correct(element, field.getMessageType()));
        } else {
          correct(value, field.getMessageType());
        }
      } else if (field.getJavaType() == FieldDescriptor.JavaType.LONG && value.isTextual()) {
        object.set(field.getName(), LongNode.valueOf(Long.parseLong(value.textValue())));
      }
    }
  }
}
