package io.mesosappc.framework.main;

import io.mesosappc.framework.deployment.StatusLine;
import io.mesosappc.framework.deployment.StatusReporter;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** Prints status lines: {@code TIME EVENT app=… task=… host=… reason=… message="…"}. */
final class StatusPrinter implements StatusReporter {
  private final PrintStream out;
  private final Clock clock;

  StatusPrinter(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void report(StatusLine line) {
    StringBuilder text = new StringBuilder();
    text.append(clock.instant().truncatedTo(ChronoUnit.MILLIS)).append(' ').append(line.event());
    line.app().ifPresent(app -> text.append(" app=").append(app));
    line.task().ifPresent(task -> text.append(" task=").append(task));
    line.host().ifPresent(host -> text.append(" host=").append(host));
    line.reason().ifPresent(reason -> text.append(" reason=").append(reason));
    line.message().ifPresent(message -> text.append(" message=").append(quoted(message)));
    out.println(text);
    out.flush();
  }

  /** One line, whatever a task's message holds. */
  private static String quoted(String message) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return quoted.append('"').toString();
  }
}
