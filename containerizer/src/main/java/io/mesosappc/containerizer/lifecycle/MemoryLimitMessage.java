package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.isolators.types.PodUsage;
import java.util.Locale;
import java.util.OptionalLong;

/** What a task's owner is told when the kernel ended the task at its memory limit. */
final class MemoryLimitMessage {
  private MemoryLimitMessage() {}

  static String of(PodUsage.Memory memory) {
    return "Memory limit exceeded: requested "
        + megabytes(memory.limit())
        + ", used at most "
        + megabytes(memory.peak())
        + " (anonymous "
        + megabytes(memory.rss())
        + ", page cache "
        + megabytes(memory.cache())
        + " at the end); the kernel killed "
        + memory.oomKills().orElse(0)
        + (memory.oomKills().orElse(0) == 1 ? " process" : " processes")
        + ". Raise the task's mem, or have it use less";
  }

  private static String megabytes(OptionalLong bytes) {
    return bytes.isEmpty()
        ? "an unknown amount"
        : String.format(Locale.ROOT, "%.1f MB", bytes.getAsLong() / 1048576.0);
  }
}
