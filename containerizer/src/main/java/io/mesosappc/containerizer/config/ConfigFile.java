package io.mesosappc.containerizer.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one configuration file. It follows the parser's tokens instead of a tree, because only they
 * have lines, and goes on after a problem, to find them all.
 */
final class ConfigFile {
  private final Path file;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final ConfigValues values = ConfigValues.none();
  private final Set<String> seen = new HashSet<>();
  private final Map<ConfigKey<?>, Integer> lines = new HashMap<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  static DaemonConfig load(Path file) throws InvalidConfigException {
    ConfigFile reader = new ConfigFile(file);
    reader.read();
    reader.checkTogether();
    if (!reader.problems.isEmpty()) {
      throw new InvalidConfigException(reader.problems);
    }
    return reader.values.config();
  }

  private void read() {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      problem(OptionalInt.empty(), "", "cannot be read: " + e);
      return;
    }
    try (JsonParser parser = YAMLFactory.builder().build().createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null || isEmpty(parser)) {
        return; // empty, or nothing but comments
      }
      if (first != JsonToken.START_OBJECT) {
        problem(line(parser), "", "must hold keys with values, such as 'worker_threads: 32'");
        return;
      }
      section(parser, "");
      if (parser.nextToken() != null) {
        problem(line(parser), "", "must hold one YAML document only");
      }
    } catch (JacksonException e) {
      problem(line(e.getLocation()), "", "must be YAML: " + oneLine(e.getOriginalMessage()));
    } catch (IOException e) {
      problem(OptionalInt.empty(), "", "cannot be read: " + e);
    }
  }

  /** Reads keys up to the end of a section whose name, with its dot, is {@code prefix}. */
  private void section(JsonParser parser, String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + parser.currentName();
      OptionalInt line = line(parser);
      JsonToken value = parser.nextToken();
      if (!seen.add(name)) {
        problem(line, name, "must be given once only");
        parser.skipChildren();
        continue;
      }
      Optional<ConfigKey<?>> key =
          ConfigKey.ALL.stream().filter(k -> k.name().equals(name)).findFirst();
      boolean section = ConfigKey.ALL.stream().anyMatch(k -> k.section().equals(name + "."));
      if (key.isPresent()) {
        key(parser, key.get(), line);
      } else if (!section) {
        problem(line, name, "is not a key; did you mean " + nearest(name) + "?");
        parser.skipChildren();
      } else if (value == JsonToken.START_OBJECT) {
        section(parser, name + ".");
      } else {
        problem(line, name, "must hold keys, indented, such as " + example(name + "."));
        parser.skipChildren();
      }
    }
  }

  private <T> void key(JsonParser parser, ConfigKey<T> key, OptionalInt line) throws IOException {
    line.ifPresent(l -> lines.put(key, l));
    JsonToken token = parser.currentToken();
    List<T> read = new ArrayList<>();
    int before = problems.size();
    if (key.list() && token == JsonToken.START_ARRAY) {
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        element(parser, key).ifPresent(read::add);
      }
    } else if (key.list()) {
      problem(line, key.name(), "must be a list, such as " + key.defaultText());
      parser.skipChildren();
    } else {
      element(parser, key).ifPresent(read::add);
    }
    if (problems.size() == before) {
      values.put(key, read);
    }
  }

  private <T> Optional<T> element(JsonParser parser, ConfigKey<T> key) throws IOException {
    OptionalInt line = line(parser);
    JsonToken token = parser.currentToken();
    if (!token.isScalarValue() || isEmpty(parser)) {
      problem(line, key.name(), "has no plain value; it " + key.type().rule());
      parser.skipChildren();
      return Optional.empty();
    }
    String text = parser.getText();
    try {
      T value = key.type().parse().apply(text);
      if (key.type().valid().test(value)) {
        return Optional.of(value);
      }
    } catch (IllegalArgumentException e) {
      // Falls through: the rule says what the exception says, and more.
    }
    problems.add(new ConfigProblem(file, line, key.name(), Optional.of(text), key.type().rule()));
    return Optional.empty();
  }

  /** The rules that more than one key take part in. */
  private void checkTogether() {
    ConfigKey<String> prefixes = ConfigKey.DISCOVERY_PREFIXES;
    if (values.one(ConfigKey.ALLOW_HTTP) || !values.many(ConfigKey.HTTP_HOSTS).isEmpty()) {
      return;
    }
    for (String prefix : values.many(prefixes)) {
      if (prefix.startsWith("http://")) {
        Integer line = lines.get(prefixes);
        problems.add(
            new ConfigProblem(
                file,
                line == null ? OptionalInt.empty() : OptionalInt.of(line),
                prefixes.name(),
                Optional.of(prefix),
                DaemonConfig.Images.HTTP_RULE));
      }
    }
  }

  private void problem(OptionalInt line, String key, String rule) {
    problems.add(new ConfigProblem(file, line, key, Optional.empty(), rule));
  }

  private static String example(String section) {
    return ConfigKey.ALL.stream()
        .filter(k -> k.section().equals(section))
        .findFirst()
        .map(k -> "'" + k.simpleName() + ": " + k.defaultText() + "'")
        .orElse("");
  }

  /** Whether the token is nothing: {@code ~}, or no text at all. */
  private static boolean isEmpty(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_NULL
        || (parser.currentToken() == JsonToken.VALUE_STRING && parser.getText().isEmpty());
  }

  /** The parser's message without its indented quotations of the file. */
  private static String oneLine(String message) {
    return message
        .lines()
        .filter(l -> !l.isBlank() && !l.startsWith(" "))
        .collect(Collectors.joining(", "));
  }

  /** The key or section whose full name, or whose last part, takes the fewest edits. */
  private static String nearest(String name) {
    return ConfigKey.ALL.stream()
        .flatMap(k -> Stream.of(k.name(), k.section()))
        .map(known -> known.replaceFirst("\\.$", ""))
        .filter(known -> !known.isEmpty())
        .min(
            Comparator.<String>comparingInt(
                    known -> Math.min(edits(name, known), edits(last(name), last(known))))
                .thenComparingInt(known -> edits(name, known)))
        .orElseThrow();
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Levenshtein's distance: insertions, deletions and replacements between two words. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }

  private static OptionalInt line(JsonParser parser) {
    return line(parser.currentTokenLocation());
  }

  private static OptionalInt line(@Nullable JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? OptionalInt.empty()
        : OptionalInt.of(location.getLineNr());
  }
}
