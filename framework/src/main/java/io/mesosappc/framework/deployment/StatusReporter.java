package io.mesosappc.framework.deployment;

/** Where status lines go. */
@FunctionalInterface
public interface StatusReporter {
  void report(StatusLine line);
}
