package io.mesosappc.isolators.cgroup.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The files of one control group.
 *
 * @param path its directory
 */
public record Group(Path path) {

  /** Whether the group has a file of that name. */
  public boolean has(String file) {
    return Files.exists(path.resolve(file));
  }

  /**
   * Writes a value.
   *
   * @throws CgroupException if the kernel refuses it
   */
  public void write(String file, String value) throws CgroupException {
    try {
      writeRaw(file, value);
    } catch (IOException e) {
      throw new CgroupException(
          "cannot write '" + value + "' to " + path.resolve(file) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes several values, each in one call.
   *
   * @throws CgroupException if the kernel refuses one
   */
  public void writeEach(String file, List<String> values) throws CgroupException {
    try (FileChannel channel = FileChannel.open(path.resolve(file), StandardOpenOption.WRITE)) {
      for (String value : values) {
        channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException e) {
      throw new CgroupException(
          "cannot write one of " + values + " to " + path.resolve(file) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes a value in one call, without making the file.
   *
   * @throws IOException if the kernel refuses it
   */
  public void writeRaw(String file, String value) throws IOException {
    try (FileChannel channel = FileChannel.open(path.resolve(file), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /** The lines of a file; none if it cannot be read. */
  public List<String> lines(String file) {
    try {
      return Files.readAllLines(path.resolve(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The number that a file holds; absent if it cannot be read, or says {@code max}. */
  public OptionalLong number(String file) {
    List<String> lines = lines(file);
    return lines.isEmpty() ? OptionalLong.empty() : parse(lines.get(0));
  }

  /** The numbers of a file of "name number" lines. */
  public Map<String, Long> table(String file) {
    return table(lines(file));
  }

  static Map<String, Long> table(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 2 && parse(words[1]).isPresent())
        .collect(
            Collectors.toMap(
                words -> words[0], words -> parse(words[1]).getAsLong(), (first, again) -> first));
  }

  /**
   * A number as the kernel writes it; absent if it is none, or too large for a limit to mean
   * anything.
   */
  public static OptionalLong parse(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
