package io.mesosappc.framework.definition.marathon;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesosappc.framework.definition.DefinitionProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One place in a JSON document: reads typed values and, where the value is not what the schema asks
 * for, notes a problem with file, path and value and goes on with the default.
 *
 * <p>A field that is absent and one that is null are the same, as in Marathon.
 */
final class Field {
  private static final int SHOWN_CHARACTERS = 80;

  private final Findings findings;
  private final String file;
  private final String path;
  private final JsonNode node;

  Field(Findings findings, String file, String path, JsonNode node) {
    this.findings = findings;
    this.file = file;
    this.path = path;
    this.node = node;
  }

  Field child(String name) {
    JsonNode child = node.path(name);
    return new Field(findings, file, path + "." + name, child);
  }

  boolean present() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** True when the field is there and is not an empty list, map or text. */
  boolean meaningful() {
    boolean empty =
        node.isContainerNode() ? node.isEmpty() : node.isTextual() && node.textValue().isEmpty();
    return present() && !empty;
  }

  boolean isArray() {
    return node.isArray();
  }

  boolean isObject() {
    return node.isObject();
  }

  void problem(String rule, String cure) {
    findings.problem(new DefinitionProblem(file, path, shown(), rule, cure));
  }

  void warning(String rule, String cure) {
    findings.warning(new DefinitionProblem(file, path, shown(), rule, cure));
  }

  Optional<String> text() {
    if (!present()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      problem("must be a string", "write it in double quotes");
      return Optional.empty();
    }
    return Optional.of(node.textValue());
  }

  /** Returns text that is not empty; absent, empty or another type is a problem. */
  Optional<String> requiredText(String cure) {
    if (!present()) {
      problem("is required", cure);
      return Optional.empty();
    }
    Optional<String> text = text();
    if (text.isPresent() && text.get().isEmpty()) {
      problem("must not be empty", cure);
      return Optional.empty();
    }
    return text;
  }

  boolean flag(boolean otherwise) {
    if (!present()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      problem("must be true or false", "write it without quotes");
      return otherwise;
    }
    return node.booleanValue();
  }

  double number(double otherwise, double least, double most) {
    if (!present()) {
      return otherwise;
    }
    if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
      problem("must be a number " + range(least, most), "write a number in that range");
      return otherwise;
    }
    return node.doubleValue();
  }

  int integer(int otherwise, int least, int most) {
    if (!present()) {
      return otherwise;
    }
    boolean whole = node.isNumber() && node.doubleValue() == Math.rint(node.doubleValue());
    if (!whole || node.doubleValue() < least || node.doubleValue() > most) {
      problem("must be a whole number " + range(least, most), "write a number in that range");
      return otherwise;
    }
    return node.intValue();
  }

  /** Matches names of the enumeration in any case, as Marathon does. */
  <E extends Enum<E>> Optional<E> enumeration(Class<E> type) {
    Optional<String> text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text.get())) {
        return Optional.of(constant);
      }
    }
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      names.add(constant.name());
    }
    problem("must be one of " + String.join(", ", names), "use one of these names");
    return Optional.empty();
  }

  List<Field> elements() {
    List<Field> elements = new ArrayList<>();
    if (!present()) {
      return elements;
    }
    if (!node.isArray()) {
      problem("must be a list", "write it in [ ]");
      return elements;
    }
    for (int i = 0; i < node.size(); i++) {
      elements.add(new Field(findings, file, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (Field element : elements()) {
      if (element.present()) {
        element.text().ifPresent(texts::add);
      } else {
        element.problem("must be a string", "write it in double quotes");
      }
    }
    return texts;
  }

  /** Reads a map of strings; entries that {@code skip} takes care of are left out. */
  Map<String, String> textMap(Predicate<Field> skip) {
    Map<String, String> map = new TreeMap<>();
    if (!present()) {
      return map;
    }
    if (!mustBeObject()) {
      return map;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      Field value = child(entry.getKey());
      if (!skip.test(value)) {
        value.text().ifPresent(text -> map.put(entry.getKey(), text));
      }
    }
    return map;
  }

  Map<String, String> textMap() {
    return textMap(value -> false);
  }

  /** Notes a problem when this is not a JSON object. */
  boolean mustBeObject() {
    if (!node.isObject()) {
      problem("must be an object", "write it in { }");
      return false;
    }
    return true;
  }

  private String shown() {
    String text = node.isMissingNode() ? "(absent)" : node.toString();
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
  }

  private static String range(double least, double most) {
    return most >= Integer.MAX_VALUE
        ? "of at least " + plain(least)
        : "from " + plain(least) + " to " + plain(most);
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%.0f", number)
        : Double.toString(number);
  }
}
