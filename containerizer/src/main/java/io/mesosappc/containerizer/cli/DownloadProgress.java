package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.fetch.Progress;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows downloads: as bars on a terminal, otherwise a line when one begins and one when it waits.
 */
final class DownloadProgress implements Progress {
  private static final int REFRESH_MILLIS = 200;

  private final PrintWriter err;
  private final boolean terminal;
  private @Nullable ProgressBar bar;

  @SuppressWarnings("SystemConsoleNull") // true of later JDKs; there it only means bars in a pipe
  DownloadProgress(PrintWriter err) {
    this.err = err;
    this.terminal = System.console() != null;
  }

  @Override
  public void started(URI location, Optional<Long> expected) {
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(lastPart(location))
              .setInitialMax(expected.orElse(-1L))
              .setUnit(" MB", 1 << 20)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REFRESH_MILLIS)
              .build();
    } else {
      err.println(
          "fetching " + location + expected.map(bytes -> " (" + bytes + " bytes)").orElse(""));
      err.flush();
    }
  }

  @Override
  public void received(long soFar) {
    if (bar != null) {
      bar.stepTo(soFar);
    }
  }

  @Override
  public void waiting(Duration pause, String why) {
    err.println("waiting " + pause.toMillis() + " ms: " + why);
    err.flush();
  }

  @Override
  public void ended() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private static String lastPart(URI location) {
    String path = String.valueOf(location.getPath());
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
