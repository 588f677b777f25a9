package io.mesosappc.containerizer.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** What the tests of fetching share: quick limits, one-line fetches and hand-made archives. */
final class Sandboxes {
  static final FetchLimits QUICK =
      new FetchLimits(
          Duration.ofSeconds(5), Duration.ofSeconds(20), 3, Duration.ZERO, 1 << 20, 1 << 20, 100);

  private Sandboxes() {}

  static void fetch(Path sandbox, SandboxUri... uris) throws SandboxFetchException {
    try (SandboxFetcher fetcher = new SandboxFetcher(QUICK)) {
      fetcher.fetch(List.of(uris), sandbox, Optional.empty());
    }
  }

  static SandboxUri at(Path file) {
    return SandboxUri.of(file.toString());
  }

  /** Paths of everything in a directory, sorted, without following links. */
  static List<String> tree(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(p -> !p.equals(directory))
          .map(p -> directory.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  static void run(Path directory, String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
  }

  /** A tar whose entries are what no honest program writes. */
  static Path tar(Path file, TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (TarArchiveEntry entry : entries) {
        boolean content = entry.isFile();
        if (content) {
          entry.setSize(4);
        }
        tar.putArchiveEntry(entry);
        if (content) {
          tar.write("evil".getBytes(StandardCharsets.UTF_8));
        }
        tar.closeArchiveEntry();
      }
    }
    return Files.write(file, bytes.toByteArray());
  }

  static TarArchiveEntry entry(String name, byte type, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    return entry;
  }

  static TarArchiveEntry file(String name) {
    return new TarArchiveEntry(name, true);
  }
}
