package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the JSON values of isolators into typed ones and back. */
final class IsolatorFields {

  private IsolatorFields() {}

  static Isolator isolator(JsonValue isolator) throws InvalidManifestException {
    AcIdentifier name =
        isolator.object().required("name").checked(v -> AcIdentifier.parse(v.text()));
    JsonNode node = isolator.present("value").node();
    JsonValue value = new JsonValue(isolator.path() + ".value", node, JsonValue.Problems.THROWN);
    // For the sake of the path in its errors; Isolator reads it again.
    value.checked(v -> typed(name, v));
    return new Isolator(name, node.deepCopy());
  }

  static IsolatorValue typed(AcIdentifier name, JsonValue value) throws InvalidManifestException {
    return switch (name.value()) {
      case IsolatorNames.CPU -> new IsolatorValue.Cpu(request(value), limit(value));
      case IsolatorNames.MEMORY -> new IsolatorValue.Memory(request(value), limit(value));
      case IsolatorNames.BLOCK_BANDWIDTH -> new IsolatorValue.BlockBandwidth(everyLimit(value));
      case IsolatorNames.BLOCK_IOPS -> new IsolatorValue.BlockIops(everyLimit(value));
      case IsolatorNames.NETWORK_BANDWIDTH -> new IsolatorValue.NetworkBandwidth(everyLimit(value));
      case IsolatorNames.CAPABILITIES_RETAIN_SET ->
          new IsolatorValue.CapabilitiesRetainSet(set(value));
      case IsolatorNames.CAPABILITIES_REMOVE_SET, IsolatorNames.CAPABILITIES_REVOKE_SET ->
          new IsolatorValue.CapabilitiesRemoveSet(set(value));
      case IsolatorNames.NO_NEW_PRIVILEGES -> new IsolatorValue.NoNewPrivileges(value.bool());
      case IsolatorNames.SECCOMP_RETAIN_SET ->
          new IsolatorValue.SeccompRetainSet(set(value), errno(value));
      case IsolatorNames.SECCOMP_REMOVE_SET ->
          new IsolatorValue.SeccompRemoveSet(set(value), errno(value));
      case IsolatorNames.SELINUX_CONTEXT ->
          new IsolatorValue.SelinuxContext(
              value.object().required("user").text(),
              value.required("role").text(),
              value.required("type").text(),
              value.required("level").text());
      case IsolatorNames.APPARMOR_PROFILE ->
          new IsolatorValue.AppArmorProfile(value.object().required("profile").text());
      case IsolatorNames.OOM_SCORE_ADJ ->
          new IsolatorValue.OomScoreAdj((int) value.integer(-1000, 1000));
      case IsolatorNames.CPU_SHARES -> new IsolatorValue.CpuShares((int) value.integer(2, 262_144));
      case IsolatorNames.SYSCTL -> new IsolatorValue.Sysctl(value.object().texts());
      default -> new IsolatorValue.Unknown(name, value.node());
    };
  }

  private static Optional<Quantity> request(JsonValue value) throws InvalidManifestException {
    if (value.object().flag("default")) {
      throw value.required("default").problem("must not be set for this isolator");
    }
    return quantity(value, "request");
  }

  private static Optional<Quantity> limit(JsonValue value) throws InvalidManifestException {
    return quantity(value, "limit");
  }

  /** The limit of an isolator that can only be for every device or interface. */
  private static Optional<Quantity> everyLimit(JsonValue value) throws InvalidManifestException {
    if (!value.object().required("default").bool()) {
      throw value.required("default").problem("must be true");
    }
    if (value.field("request").isPresent()) {
      throw value.required("request").problem("is no parameter of this isolator");
    }
    return limit(value);
  }

  private static Optional<Quantity> quantity(JsonValue value, String name)
      throws InvalidManifestException {
    return value.optional(name, v -> Quantity.parse(v.node().isNumber() ? v.number() : v.text()));
  }

  private static List<String> set(JsonValue value) throws InvalidManifestException {
    return value.object().list("set", JsonValue::text);
  }

  /** An empty string is the same as none (spec ace.md §os/linux/seccomp-remove-set). */
  private static Optional<String> errno(JsonValue value) throws InvalidManifestException {
    return value.optionalText("errno").filter(errno -> !errno.isEmpty());
  }

  static JsonNode resource(Optional<Quantity> request, Optional<Quantity> limit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    request.ifPresent(quantity -> json.put("request", quantity.toString()));
    limit.ifPresent(quantity -> json.put("limit", quantity.toString()));
    return json;
  }

  static JsonNode everyResource(Optional<Quantity> limit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("default", true);
    limit.ifPresent(quantity -> json.put("limit", quantity.toString()));
    return json;
  }

  static JsonNode set(List<String> set, Optional<String> errno) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    errno.ifPresent(name -> json.put("errno", name));
    ArrayNode names = json.putArray("set");
    set.forEach(names::add);
    return json;
  }

  static JsonNode texts(Map<String, String> texts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    texts.forEach(json::put);
    return json;
  }
}
