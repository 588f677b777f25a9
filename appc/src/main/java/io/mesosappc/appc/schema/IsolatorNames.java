package io.mesosappc.appc.schema;

/** The isolators that the specification and its tools name (spec ace.md §Isolators). */
final class IsolatorNames {
  static final String CPU = "resource/cpu";
  static final String MEMORY = "resource/memory";
  static final String BLOCK_BANDWIDTH = "resource/block-bandwidth";
  static final String BLOCK_IOPS = "resource/block-iops";
  static final String NETWORK_BANDWIDTH = "resource/network-bandwidth";
  static final String CAPABILITIES_RETAIN_SET = "os/linux/capabilities-retain-set";
  static final String CAPABILITIES_REMOVE_SET = "os/linux/capabilities-remove-set";

  /** What the remove set was called before 0.5.2 of the specification. */
  static final String CAPABILITIES_REVOKE_SET = "os/linux/capabilities-revoke-set";

  static final String NO_NEW_PRIVILEGES = "os/linux/no-new-privileges";
  static final String SECCOMP_RETAIN_SET = "os/linux/seccomp-retain-set";
  static final String SECCOMP_REMOVE_SET = "os/linux/seccomp-remove-set";
  static final String SELINUX_CONTEXT = "os/linux/selinux-context";
  static final String APPARMOR_PROFILE = "os/linux/apparmor-profile";
  static final String OOM_SCORE_ADJ = "os/linux/oom-score-adj";
  static final String CPU_SHARES = "os/linux/cpu-shares";
  static final String SYSCTL = "os/unix/sysctl";

  private IsolatorNames() {}
}
