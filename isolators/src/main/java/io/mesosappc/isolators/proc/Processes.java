package io.mesosappc.isolators.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Processes of this machine, as /proc shows them. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");

  /** man 5 proc: the field after the command name is the third; starttime is the 22nd. */
  private static final int START_TIME_AFTER_NAME = 22 - 3;

  private Processes() {}

  /** When a process started, in ticks since boot; absent if there is none of that number. */
  public static OptionalLong startTime(int pid) {
    try {
      return parseStartTime(
          Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The start time in a line of /proc/PID/stat, whose second field may hold spaces and parentheses.
   */
  static OptionalLong parseStartTime(String stat) {
    int name = stat.lastIndexOf(')');
    if (name < 0) {
      return OptionalLong.empty();
    }
    String[] fields = stat.substring(name + 1).strip().split(" ", -1);
    return fields.length > START_TIME_AFTER_NAME
        ? OptionalLong.of(Long.parseLong(fields[START_TIME_AFTER_NAME]))
        : OptionalLong.empty();
  }

  /**
   * The processes whose first two arguments are these: how a pod-init is found that was started but
   * not recorded.
   *
   * @throws IOException if /proc cannot be read
   */
  public static List<Integer> withArguments(String program, String argument) throws IOException {
    String wanted = program + '\0' + argument + '\0';
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        if (commandLine(entry).startsWith(wanted)) {
          found.add(Integer.parseInt(entry.getFileName().toString()));
        }
      }
    }
    return found;
  }

  private static String commandLine(Path process) {
    try {
      return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }
}
