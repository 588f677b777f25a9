package io.mesosappc.isolators.capability;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Names of capabilities, and the sets of them that matter here. */
public final class Capabilities {
  /** In the order of their numbers, from 0. */
  private static final List<String> BY_NUMBER =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  /** Every capability that this program knows. */
  public static final Set<String> ALL = Set.copyOf(BY_NUMBER);

  /** What an app has that asks for nothing: spec ace.md, "os/linux/capabilities-remove-set". */
  public static final Set<String> DEFAULT =
      Set.of(
          "CAP_AUDIT_WRITE",
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FSETID",
          "CAP_FOWNER",
          "CAP_KILL",
          "CAP_MKNOD",
          "CAP_NET_RAW",
          "CAP_NET_BIND_SERVICE",
          "CAP_SETUID",
          "CAP_SETGID",
          "CAP_SETPCAP",
          "CAP_SETFCAP",
          "CAP_SYS_CHROOT");

  private Capabilities() {}

  /**
   * The set as the kernel has it, bit n for capability n.
   *
   * @throws IllegalArgumentException if a name is none
   */
  public static long bits(Collection<String> names) {
    long bits = 0;
    for (String name : names) {
      int number = BY_NUMBER.indexOf(name);
      if (number < 0) {
        throw new IllegalArgumentException(
            "no capability is called '" + name + "'; see man 7 capabilities");
      }
      bits |= 1L << number;
    }
    return bits;
  }
}
