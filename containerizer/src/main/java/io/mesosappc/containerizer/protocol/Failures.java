package io.mesosappc.containerizer.protocol;

import java.util.concurrent.CompletionException;

/** What really went wrong behind a stage that failed. */
final class Failures {
  private Failures() {}

  static Throwable cause(Throwable problem) {
    return problem instanceof CompletionException && problem.getCause() != null
        ? problem.getCause()
        : problem;
  }
}
