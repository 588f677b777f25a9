package io.mesosappc.containerizer.config;

import io.mesosappc.appc.fetch.HostPattern;
import io.mesosappc.appc.schema.NamePrefix;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A kind of value of the configuration file: how its text is read and written and what it must be.
 *
 * @param parse reads the text; an {@link IllegalArgumentException} means that it has another form
 * @param print writes what {@code parse} reads
 * @param valid whether a well-formed value is allowed
 * @param rule what a value must be, starting with {@code must}
 */
record ValueType<T>(
    Function<String, T> parse, Function<T, String> print, Predicate<T> valid, String rule) {
  /**
   * Bytes that a pod's longest socket path adds to {@code run_dir}: {@code /containers/ID/control},
   * an ID being a UUID.
   */
  private static final int SOCKET_SUFFIX = "/containers/".length() + 36 + "/control".length();

  /** {@code man 7 unix}: {@code sun_path} has 108 bytes, of which the terminating NUL is one. */
  private static final int SOCKET_PATH = 107;

  /**
   * Passes an allowed value on.
   *
   * @throws IllegalArgumentException when it is not allowed
   */
  T check(String key, T value) {
    if (!valid.test(value)) {
      throw new IllegalArgumentException(key + " '" + print.apply(value) + "' " + rule);
    }
    return value;
  }

  static ValueType<Path> absolutePath() {
    return new ValueType<>(
        ValueType::path,
        Path::toString,
        ValueType::isPlainAbsolute,
        "must be an absolute path without . and ..");
  }

  static ValueType<Path> socketDirectory() {
    int longest = SOCKET_PATH - SOCKET_SUFFIX;
    return new ValueType<>(
        ValueType::path,
        Path::toString,
        p -> isPlainAbsolute(p) && p.toString().getBytes(StandardCharsets.UTF_8).length <= longest,
        "must be an absolute path without . and .., of at most "
            + longest
            + " bytes (the kernel limits the path of a Unix socket to "
            + SOCKET_PATH
            + ")");
  }

  static ValueType<String> cgroupPath() {
    return new ValueType<>(
        Function.identity(),
        Function.identity(),
        s ->
            s.matches("[A-Za-z0-9_.@:-]+(/[A-Za-z0-9_.@:-]+)*")
                && !s.matches("(.*/)?\\.\\.?(/.*)?"),
        "must be a cgroup path relative to the root of the hierarchy, such as mesos-appc or"
            + " mesos/appc");
  }

  static ValueType<String> discoveryPrefix() {
    return new ValueType<>(
        Function.identity(),
        Function.identity(),
        s -> s.matches("(https://|http://|file:///)\\S*"),
        "must start with https://, http:// or file:///");
  }

  static ValueType<HostPattern> host() {
    return new ValueType<>(
        HostPattern::parse,
        HostPattern::toString,
        h -> true,
        "must be a host, *.DOMAIN, * or a network such as 10.0.0.0/8, with :PORT or without");
  }

  static ValueType<NamePrefix> namePrefix() {
    return new ValueType<>(
        NamePrefix::parse,
        NamePrefix::toString,
        p -> true,
        "must be * or an image name such as example.com/app");
  }

  static ValueType<PrefixFile> prefixFile() {
    return new ValueType<>(
        PrefixFile::parse,
        PrefixFile::toString,
        p -> isPlainAbsolute(p.file()),
        "must be NAME=FILE, NAME being * or an image name, FILE an absolute path");
  }

  static ValueType<URI> proxy() {
    return new ValueType<>(
        URI::create,
        URI::toString,
        u -> "http".equals(u.getScheme()) && u.getHost() != null && u.getUserInfo() == null,
        "must be http://HOST:PORT");
  }

  static ValueType<Boolean> flag() {
    return new ValueType<>(
        text -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("not a flag: " + text);
          }
          return Boolean.valueOf(text);
        },
        String::valueOf,
        b -> true,
        "must be true or false");
  }

  static ValueType<Integer> integer(int least, int most) {
    return new ValueType<>(
        Integer::valueOf,
        String::valueOf,
        i -> i >= least && i <= most,
        "must be a whole number from " + least + " to " + most);
  }

  static ValueType<Duration> duration(Duration least, Duration most) {
    return new ValueType<>(
        StoutDuration::parse,
        StoutDuration::print,
        d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0,
        StoutDuration.RULE
            + ", from "
            + StoutDuration.print(least)
            + " to "
            + StoutDuration.print(most));
  }

  static ValueType<Bytes> size(Bytes least) {
    return new ValueType<>(
        Bytes::parse,
        Bytes::toString,
        b -> b.compareTo(least) >= 0,
        Bytes.RULE + ", at least " + least);
  }

  static ValueType<Bytes> size(Bytes least, Bytes most) {
    return new ValueType<>(
        Bytes::parse,
        Bytes::toString,
        b -> b.compareTo(least) >= 0 && b.compareTo(most) <= 0,
        Bytes.RULE + ", from " + least + " to " + most);
  }

  static <E extends Enum<E>> ValueType<E> word(Class<E> type) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    return new ValueType<>(
        text ->
            constants.stream()
                .filter(c -> wordOf(c).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of ours: " + text)),
        ValueType::wordOf,
        c -> true,
        "must be " + constants.stream().map(ValueType::wordOf).collect(Collectors.joining(" or ")));
  }

  private static String wordOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a path: " + text, e);
    }
  }

  private static boolean isPlainAbsolute(Path path) {
    return path.isAbsolute() && path.equals(path.normalize());
  }
}
