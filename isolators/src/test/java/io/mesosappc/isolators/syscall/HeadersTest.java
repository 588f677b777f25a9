package io.mesosappc.isolators.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.isolators.Needs;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our numbers of the kernel's interface against this machine's headers, by a small C program. */
@Tag("integration")
class HeadersTest {
  private static final String INCLUDES =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <linux/mount.h>
      #include <linux/openat2.h>
      #include <poll.h>
      #include <sched.h>
      #include <signal.h>
      #include <stdio.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      enum { MNT_DETACH = 2 }; /* sys/mount.h and linux/mount.h exclude each other in older C libraries */
      """;

  @TempDir Path directory;

  @Test
  void everyFlagAndErrorNumberIsThatOfTheHeaders() throws Exception {
    Map<String, Long> ours = constants(Flags.class);
    ours.putAll(constants(Errno.class));
    assertThat(ours).hasSizeGreaterThan(40);
    assertThat(ofHeaders(ours)).isEqualTo(ours);
  }

  @Test
  void theCallsOfThisArchitectureAreThoseOfTheHeaders() throws Exception {
    Architecture here = Architecture.current();
    Map<String, Long> ours =
        new TreeMap<>(
            Map.of(
                "SYS_pivot_root", here.pivotRoot(),
                "SYS_pidfd_send_signal", Architecture.PIDFD_SEND_SIGNAL,
                "SYS_pidfd_open", Architecture.PIDFD_OPEN,
                "SYS_open_tree", Architecture.OPEN_TREE,
                "SYS_openat2", Architecture.OPENAT2,
                "SYS_mount_setattr", Architecture.MOUNT_SETATTR,
                "O_DIRECTORY", (long) here.directory(),
                "O_NOFOLLOW", (long) here.noFollow()));
    assertThat(ofHeaders(ours)).isEqualTo(ours);
  }

  private static Map<String, Long> constants(Class<?> table) throws IllegalAccessException {
    Map<String, Long> constants = new TreeMap<>();
    for (Field field : table.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType().isPrimitive()) {
        constants.put(field.getName(), ((Number) field.get(null)).longValue());
      }
    }
    return constants;
  }

  private Map<String, Long> ofHeaders(Map<String, Long> names) throws Exception {
    Needs.need(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc");
    StringBuilder program = new StringBuilder(INCLUDES).append("int main(void)\n{\n");
    for (String name : names.keySet()) {
      program.append("printf(\"%s %lld\\n\", \"" + name + "\", (long long)" + name + ");\n");
    }
    Path source = Files.writeString(directory.resolve("numbers.c"), program + "return 0;\n}\n");
    Path binary = directory.resolve("numbers");
    run("gcc", "-o", binary.toString(), source.toString());
    Map<String, Long> found = new TreeMap<>();
    run(binary.toString())
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(words -> found.put(words[0], Long.parseLong(words[1])));
    return found;
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
