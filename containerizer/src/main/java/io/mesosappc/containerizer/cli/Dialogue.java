package io.mesosappc.containerizer.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Questions to the person, or the script, that called the program. One a command: it reads ahead.
 * Waits for an answer on a thread of its own, so that whoever asks can be interrupted.
 */
final class Dialogue {
  private final BufferedReader answers;
  private final PrintWriter err;

  /**
   * @param answers a line each
   * @param err where questions go
   */
  Dialogue(InputStream answers, PrintWriter err) {
    this.answers = new BufferedReader(new InputStreamReader(answers, Charset.defaultCharset()));
    this.err = err;
  }

  /**
   * Asks; everything but {@code y} or {@code yes}, also the end of input, is no.
   *
   * @throws IOException when no answer can be read
   */
  boolean confirms(String question) throws IOException, InterruptedException {
    err.print(question + " [y/N] ");
    err.flush();
    FutureTask<String> answer = new FutureTask<>(this::line);
    Thread reader = new Thread(answer, "answer");
    reader.setDaemon(true);
    reader.start();
    try {
      String word = answer.get().strip().toLowerCase(Locale.ROOT);
      return word.equals("y") || word.equals("yes");
    } catch (ExecutionException e) {
      throw new IOException("cannot read the answer: " + e.getMessage(), e);
    }
  }

  private String line() throws IOException {
    String line = answers.readLine();
    return line == null ? "" : line;
  }
}
