package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A program that keeps logins, {@code docker-credential-NAME}. It is called with {@code get} and
 * the registry on its standard input, and answers in JSON (docker/docker-credential-helpers
 * §Development). It has our rights and our environment.
 *
 * @param program its file
 * @param timeout longest wait for its end
 */
record CredentialHelper(Path program, Duration timeout) {
  /** How helpers put that they have no login, on standard output. */
  private static final String NOT_FOUND = "credentials not found in native keychain";

  /** The user that stands for an identity token. */
  private static final String TOKEN_USER = "<token>";

  /** {@code docker login} keeps Docker Hub under the address of its first interface. */
  private static final String HUB = "https://index.docker.io/v1/";

  /**
   * The login of a registry; empty when the program has none.
   *
   * @param registry host and perhaps port, as in {@link RegistryReference#registry}
   * @throws DockerException when it fails, does not end in time, or answers something else
   */
  Optional<Login> get(String registry) throws IOException {
    Process process = start(registry);
    try {
      ask(process, registry.equals(RegistryReference.DOCKER_HUB) ? HUB : registry);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new DockerException(
            Kind.UNREACHABLE,
            what(registry) + " did not end within " + timeout.toMillis() + " ms" + cure(registry));
      }
      byte[] answer = answer(process);
      return process.exitValue() == 0
          ? Optional.of(login(registry, answer))
          : none(registry, process.exitValue(), answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for " + what(registry) + " was interrupted");
    } finally {
      end(process);
    }
  }

  private Process start(String registry) throws DockerException {
    try {
      return new ProcessBuilder(program.toString(), "get")
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new DockerException(
          Kind.FORBIDDEN, what(registry) + " cannot be run: " + e.getMessage(), e);
    }
  }

  private static void ask(Process process, String registry) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(registry.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading: its exit status tells why.
    }
  }

  /**
   * What it wrote until its end. That fits into the pipe (64 KiB, pipe(7)): a program that writes
   * more waits, and runs out of time. What children of it that outlive it write is not waited for.
   */
  private static byte[] answer(Process process) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    InputStream out = process.getInputStream();
    for (int there = out.available(); there > 0; there = out.available()) {
      answer.write(out.readNBytes(there));
    }
    return answer.toByteArray();
  }

  private Login login(String registry, byte[] content) throws DockerException {
    Document answer;
    try {
      answer = Document.parse("answer", content);
    } catch (DockerException e) {
      // Without its cause, which quotes the answer: that may be a secret.
      throw wrongAnswer(registry);
    }
    String user = answer.text("Username");
    String secret = answer.text("Secret");
    if (user.isEmpty() || secret.isEmpty()) {
      throw wrongAnswer(registry);
    }
    return new Login(user.equals(TOKEN_USER) ? "" : user, secret);
  }

  private DockerException wrongAnswer(String registry) {
    return new DockerException(
        Kind.FORBIDDEN,
        what(registry)
            + " answered something else than a JSON object with Username and Secret"
            + cure(registry));
  }

  private Optional<Login> none(String registry, int status, byte[] answer) throws DockerException {
    String said = new String(answer, StandardCharsets.UTF_8).strip();
    if (said.equals(NOT_FOUND)) {
      return Optional.empty();
    }
    boolean tellable = !said.isEmpty() && !said.startsWith("{"); // else it may be a secret
    throw new DockerException(
        Kind.FORBIDDEN,
        what(registry)
            + " failed with exit status "
            + status
            + (tellable ? ": " + Shown.text(said) : "")
            + cure(registry));
  }

  private static void end(Process process) throws IOException {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    process.getInputStream().close();
  }

  private String what(String registry) {
    return program + " get, which keeps the login of registry " + registry + ",";
  }

  private String cure(String registry) {
    return "; try: echo " + registry + " | " + program + " get";
  }
}
