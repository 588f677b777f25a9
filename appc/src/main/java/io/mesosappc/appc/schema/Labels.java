package io.mesosappc.appc.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The labels of an image, or those asked for: in their order, each name once, {@code os} and {@code
 * arch} in a combination that exists.
 *
 * @param list the labels in the order of the manifest
 */
public record Labels(List<Label> list) implements Iterable<Label> {

  /** No labels at all. */
  public static final Labels NONE = new Labels(List.of());

  /** Label name of an image's version. */
  public static final AcIdentifier VERSION = new AcIdentifier("version");

  /** Label name of the operating system whose system calls the image needs. */
  public static final AcIdentifier OS = new AcIdentifier("os");

  /** Label name of the processor architecture, in the specification's words. */
  public static final AcIdentifier ARCH = new AcIdentifier("arch");

  /** The specification's table (schema/types/labels.go of 0.8.11, ValidOSArch). */
  private static final Map<String, List<String>> ARCHITECTURES =
      Map.of(
          "linux",
          List.of(
              "amd64",
              "i386",
              "aarch64",
              "aarch64_be",
              "armv6l",
              "armv7l",
              "armv7b",
              "ppc64",
              "ppc64le",
              "s390x"),
          "freebsd",
          List.of("amd64", "i386", "arm"),
          "darwin",
          List.of("x86_64", "i386"));

  /**
   * Checks the labels against each other.
   *
   * @throws IllegalArgumentException when a name occurs twice
   */
  public Labels {
    list = List.copyOf(list);
    Set<AcIdentifier> names = new HashSet<>();
    for (Label label : list) {
      if (!names.add(label.name())) {
        throw new IllegalArgumentException("label \"" + label.name() + "\" occurs twice");
      }
    }
  }

  /**
   * Labels from names and values in turn, for code that knows them.
   *
   * @throws IllegalArgumentException when the count is odd or a label is not valid
   */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a label's name or value is missing");
    }
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.add(new Label(AcIdentifier.parse(namesAndValues[i]), namesAndValues[i + 1]));
    }
    return new Labels(labels);
  }

  /**
   * Reads {@code name=value,name=value}, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when a part has no {@code =}, or a label is not valid
   */
  public static Labels parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Label> labels = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "label " + Quoted.shortened(part) + " is not valid: it must be name=value");
      }
      labels.add(
          new Label(AcIdentifier.parse(part.substring(0, equals)), part.substring(equals + 1)));
    }
    return new Labels(labels);
  }

  /**
   * Checks {@code os} and {@code arch} against the specification's table, as an image manifest
   * must.
   *
   * @return this
   * @throws IllegalArgumentException when {@code os}, or {@code arch} beside it, is not in the
   *     table
   */
  public Labels requireKnownPlatform() {
    Optional<String> os = get(OS);
    Optional<String> arch = get(ARCH);
    if (os.isEmpty()) {
      // The architecture then means nothing, but is not wrong.
      return this;
    }
    List<String> known = ARCHITECTURES.get(os.get());
    if (known == null) {
      throw new IllegalArgumentException(
          "label os=" + Quoted.shortened(os.get()) + " is none of " + sorted(ARCHITECTURES));
    }
    if (arch.isPresent() && !known.contains(arch.get())) {
      throw new IllegalArgumentException(
          "label arch="
              + Quoted.shortened(arch.get())
              + " does not exist for os "
              + os.get()
              + "; it is one of "
              + known);
    }
    return this;
  }

  /** The value of a label, if the label is there. */
  public Optional<String> get(AcIdentifier name) {
    return list.stream().filter(l -> l.name().equals(name)).map(Label::value).findFirst();
  }

  /** The image's version label, if any. */
  public Optional<String> version() {
    return get(VERSION);
  }

  /** These labels with one more at the end, or with that one's value replaced in place. */
  public Labels with(AcIdentifier name, String value) {
    List<Label> changed = new ArrayList<>();
    boolean replaced = false;
    for (Label label : list) {
      boolean same = label.name().equals(name);
      replaced |= same;
      changed.add(same ? new Label(name, value) : label);
    }
    if (!replaced) {
      changed.add(new Label(name, value));
    }
    return new Labels(changed);
  }

  /**
   * Whether each of the asked labels is here with the same value (spec discovery.md §Validation).
   */
  public boolean containsAll(Labels asked) {
    return asked.list.stream()
        .allMatch(label -> get(label.name()).map(label.value()::equals).orElse(false));
  }

  /**
   * Whether none of the other labels is here with a different value; absent ones are no conflict.
   */
  public boolean agreesWith(Labels other) {
    return other.list.stream()
        .allMatch(label -> get(label.name()).map(label.value()::equals).orElse(true));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return list.isEmpty();
  }

  @Override
  public Iterator<Label> iterator() {
    return list.iterator();
  }

  @Override
  public String toString() {
    return list.stream().map(Label::toString).collect(Collectors.joining(","));
  }

  private static List<String> sorted(Map<String, ?> table) {
    return table.keySet().stream().sorted().toList();
  }
}
