package io.mesosappc.isolators.podinit;

import io.mesosappc.isolators.types.AppExit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exit statuses that pod-inits have written: {@code exit.APP} with "status seconds
 * nanoseconds".
 */
public final class ExitFiles {
  private static final String PREFIX = "exit.";

  private ExitFiles() {}

  /** All of a run directory; one that cannot be read is none. */
  public static List<AppExit> in(Path runDirectory) {
    List<AppExit> exits = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(runDirectory, PREFIX + "*")) {
      for (Path file : files) {
        String app = file.getFileName().toString().substring(PREFIX.length());
        read(file).flatMap(line -> parse(app, line)).ifPresent(exits::add);
      }
    } catch (IOException e) {
      return List.copyOf(exits);
    }
    return List.copyOf(exits);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return Optional.empty(); // it must not hide the others
    }
  }

  static Optional<AppExit> parse(String app, String line) {
    String[] words = line.strip().split(" ", -1);
    try {
      return words.length == 3
          ? Optional.of(
              new AppExit(
                  app,
                  Integer.parseInt(words[0]),
                  Instant.ofEpochSecond(Long.parseLong(words[1]), Long.parseLong(words[2]))))
          : Optional.empty();
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}
