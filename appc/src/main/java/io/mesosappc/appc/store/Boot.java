package io.mesosappc.appc.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Names the time since the machine started: what a process wrote can be lost to the others only
 * when that ends.
 *
 * @param name one line
 */
record Boot(String name) {
  private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

  /** Where no system says it, every process counts as a boot of its own: safe, and slower. */
  private static final Boot CURRENT = new Boot(find());

  static Boot current() {
    return CURRENT;
  }

  private static String find() {
    try {
      return Files.readString(LINUX, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }
}
