package io.mesosappc.containerizer.executor;

/** Wait statuses in the words of Mesos' command executor. */
final class WaitStatus {
  private static final int CORE_DUMPED = 0x80;

  /** By number, the words of strsignal(3) in glibc. */
  private static final String[] SIGNALS = {
    "Unknown signal 0",
    "Hangup",
    "Interrupt",
    "Quit",
    "Illegal instruction",
    "Trace/breakpoint trap",
    "Aborted",
    "Bus error",
    "Floating point exception",
    "Killed",
    "User defined signal 1",
    "Segmentation fault",
    "User defined signal 2",
    "Broken pipe",
    "Alarm clock",
    "Terminated",
    "Stack fault",
    "Child exited",
    "Continued",
    "Stopped (signal)",
    "Stopped",
    "Stopped (tty input)",
    "Stopped (tty output)",
    "Urgent I/O condition",
    "CPU time limit exceeded",
    "File size limit exceeded",
    "Virtual timer expired",
    "Profiling timer expired",
    "Window changed",
    "I/O possible",
    "Power failure",
    "Bad system call"
  };

  private WaitStatus() {}

  /** E.g. {@code Command exited with status 3}. */
  static String describe(int waitStatus) {
    int signal = waitStatus & 0x7f;
    if (signal == 0) {
      return "Command exited with status " + (waitStatus >> 8 & 0xff);
    }
    String dumped = (waitStatus & CORE_DUMPED) != 0 ? " (core dumped)" : "";
    return "Command terminated with signal " + signalName(signal) + dumped;
  }

  private static String signalName(int signal) {
    if (signal < SIGNALS.length) {
      return SIGNALS[signal];
    }
    // SIGRTMIN is 34 to programs linked with glibc.
    return signal >= 34 && signal <= 64
        ? "Real-time signal " + (signal - 34)
        : "Unknown signal " + signal;
  }
}
