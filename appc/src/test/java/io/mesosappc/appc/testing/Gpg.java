package io.mesosappc.appc.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real {@code gpg} with a home of its own. Its path is short, because the agent's socket is in
 * it; closing ends the agent and removes the home.
 */
public final class Gpg implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 60;

  private final Path home;

  private Gpg(Path home) {
    this.home = home;
  }

  /** Skips the test where there is no gpg, unless it must not be skipped. */
  public static Gpg start() throws IOException {
    boolean there = Files.isExecutable(Path.of("/usr/bin/gpg"));
    if (!there && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("this test needs gpg, which is not installed");
    }
    assumeTrue(there, "gpg is not installed");
    Path home = Files.createTempDirectory("gpg");
    Files.writeString(
        home.resolve("gpg.conf"),
        "batch\nno-tty\nyes\npinentry-mode loopback\ntrust-model always\nno-auto-key-locate\n");
    return new Gpg(home);
  }

  public Path home() {
    return home;
  }

  /** A file with some content in the home. */
  public Path file(String name, byte[] content) throws IOException {
    return Files.write(home.resolve(name), content);
  }

  /** Makes a key without a passphrase; usage is such as {@code sign}. Gives its fingerprint. */
  public String key(String name, String algorithm, String usage, String expire, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of("--passphrase", "", "--quick-gen-key", name, algorithm, usage, expire));
    run(arguments.toArray(String[]::new));
    return fingerprints(name).get(0);
  }

  /** Adds a subkey and gives its fingerprint. */
  public String subkey(String fingerprint, String algorithm, String usage, String expire)
      throws IOException, InterruptedException {
    run("--passphrase", "", "--quick-add-key", fingerprint, algorithm, usage, expire);
    List<String> all = fingerprints(fingerprint);
    return all.get(all.size() - 1);
  }

  public List<String> fingerprints(String name) throws IOException, InterruptedException {
    String listing = new String(run("--with-colons", "--list-keys", name), StandardCharsets.UTF_8);
    return listing
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .map(line -> line.substring(4).replace(":", "").toLowerCase(Locale.ROOT))
        .toList();
  }

  public byte[] export(String fingerprint) throws IOException, InterruptedException {
    return run("--armor", "--export", fingerprint);
  }

  /** An armored detached signature of some bytes. */
  public byte[] sign(String key, byte[] document, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("--armor", "--local-user", key, "--detach-sign"));
    return feed(document, arguments.toArray(String[]::new));
  }

  public byte[] run(String... arguments) throws IOException, InterruptedException {
    return feed(new byte[0], arguments);
  }

  /** Runs gpg to its end, with bytes on its standard input; fails when gpg does. */
  public byte[] feed(byte[] input, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gpg", "--homedir", home.toString()));
    command.addAll(List.of(arguments));
    Path errors = home.resolve("stderr");
    Path output = home.resolve("stdout");
    Process process =
        new ProcessBuilder(command)
            .redirectError(errors.toFile())
            .redirectOutput(output.toFile())
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    }
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command + " does not end");
    }
    if (process.exitValue() != 0) {
      throw new IOException(command + " failed: " + Files.readString(errors));
    }
    return Files.readAllBytes(output);
  }

  @Override
  public void close() throws IOException {
    try {
      new ProcessBuilder("gpgconf", "--homedir", home.toString(), "--kill", "all")
          .inheritIO()
          .start()
          .waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
