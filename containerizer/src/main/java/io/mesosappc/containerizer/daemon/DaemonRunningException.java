package io.mesosappc.containerizer.daemon;

import java.nio.file.Path;

/** Another daemon owns the run directory. */
public final class DaemonRunningException extends Exception {
  /**
   * The exit status that tells a client which has started a daemon that the other one will answer.
   */
  public static final int EXIT_STATUS = 75;

  private static final long serialVersionUID = 1;

  DaemonRunningException(Path runDirectory, String owner) {
    super(
        "cannot lock "
            + runDirectory
            + ": another daemon ("
            + owner
            + ") serves it; end that one, or give this one a run_dir of its own");
  }
}
