package io.mesosappc.appc.provision;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Measures what an image costs from its file to its layers, each beside a shell's pipe that does
 * the same, and prints the rows of a table. Arguments: a directory to work in (it must not exist;
 * removed at the end), megabytes of the image, rounds. With {@code memory FILE DIRECTORY} it only
 * imports a file and prints how much memory that took.
 */
public final class ProvisionBench {
  private static final String NAME = "example.com/large";
  private static final int LAYERS = 20;

  private final Path directory;
  private final int megabytes;
  private final int rounds;
  private final Path gpgHome;

  private ProvisionBench(Path directory, int megabytes, int rounds) throws IOException {
    this.directory = directory;
    this.megabytes = megabytes;
    this.rounds = rounds;
    this.gpgHome = Files.createTempDirectory("gpg"); // short: a socket's path is in it
  }

  /** Measures. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("memory")) {
      memory(Path.of(args[1]), Path.of(args[2]));
      return;
    }
    Path directory = Files.createDirectories(Path.of(args[0]));
    ProvisionBench bench =
        new ProvisionBench(directory, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    try {
      bench.run();
    } finally {
      shell("gpgconf --homedir " + bench.gpgHome + " --kill all");
      remove(bench.gpgHome);
      remove(directory);
    }
  }

  private void run() throws Exception {
    Path tar = directory.resolve("large.tar");
    writeLarge(tar);
    shell(
        "gpg --homedir %s --batch --quiet --pinentry-mode loopback --passphrase '' --quick-gen-key"
                .formatted(gpgHome)
            + " bench@example.com rsa3072 sign never");
    shell("gpg --homedir " + gpgHome + " --armor --export > " + directory.resolve("key.asc"));
    String[][] forms = {
      {"none", "cat"}, {"gzip", "gzip -dc"}, {"bzip2", "bzip2 -dc"}, {"xz", "xz -dc"}
    };
    for (String[] form : forms) {
      Path aci = directory.resolve("large-" + form[0] + ".aci");
      shell(
          form[0].equals("none")
              ? "cp " + tar + " " + aci
              : form[0] + " -1 -c " + tar + " > " + aci);
      compare(form[0], form[1], aci);
      Files.delete(aci);
    }
    layers();
    memoryRows(tar);
  }

  private void compare(String form, String decompress, Path aci) throws Exception {
    Path signature = aci.resolveSibling(aci.getFileName() + ".asc");
    List<Double> unsigned = new ArrayList<>();
    List<Double> signed = new ArrayList<>();
    List<Double> pipe = new ArrayList<>();
    List<Double> verify = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      Files.deleteIfExists(signature);
      double without = provision(aci, new TrustPolicy(List.of(NamePrefix.ALL)));
      shell(
          "gpg --homedir %s --batch --yes --armor --detach-sign --output %s %s"
              .formatted(gpgHome, signature, aci));
      double with = provision(aci, TrustPolicy.STRICT);
      Path target = Files.createDirectory(directory.resolve("pipe"));
      double peer =
          timed("%s %s | tee >(sha512sum >&2) | tar x -C %s".formatted(decompress, aci, target));
      remove(target);
      double gpg = timed("gpg --homedir %s --verify %s %s".formatted(gpgHome, signature, aci));
      if (round >= 0) {
        unsigned.add(without);
        signed.add(with);
        pipe.add(peer);
        verify.add(gpg);
      }
    }
    row(
        "| import of %d MB, %s, unsigned (s) | %.2f | %s, tee sha512sum, tar x: %.2f | %.2f | 1.0 |",
        megabytes,
        form,
        median(unsigned),
        decompress,
        median(pipe),
        median(unsigned) / median(pipe));
    row(
        "| the same, signed (s) | %.2f | and gpg --verify: %.2f | adds %.0f %% | 5 %% |",
        median(signed), median(verify), 100 * (median(signed) / median(unsigned) - 1));
  }

  private double provision(Path aci, TrustPolicy policy) throws Exception {
    Path home = directory.resolve("home");
    ProvisionConfig config = ProvisionConfig.of(home.resolve("store"), List.of(), policy);
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      provisioner.keys().add(NamePrefix.ALL, Files.readAllBytes(directory.resolve("key.asc")));
      long began = System.nanoTime();
      provisioner.provision(new ImageReference.ByPath(aci), false);
      return (System.nanoTime() - began) / 1e9;
    } finally {
      remove(home);
    }
  }

  /** An image that depends on a row of others, each with some files of its own. */
  private void layers() throws Exception {
    Path images = Files.createDirectories(directory.resolve("images"));
    for (int layer = 0; layer < LAYERS; layer++) {
      Optional<String> below =
          layer == 0 ? Optional.empty() : Optional.of("example.com/layer" + (layer - 1));
      AciWriter image = new AciWriter(manifest("example.com/layer" + layer, below));
      for (int file = 0; file < 100; file++) {
        image.file("/usr/" + file % 10 + "/" + layer + "-" + file, 0644, new byte[4096]);
      }
      image.write(images.resolve("layer" + layer + ".aci"), true);
    }
    List<Double> ours = new ArrayList<>();
    List<Double> again = new ArrayList<>();
    List<Double> pipe = new ArrayList<>();
    for (int round = -1; round < rounds; round++) {
      Path home = directory.resolve("home");
      ProvisionConfig config =
          ProvisionConfig.of(
              home.resolve("store"), List.of(images), new TrustPolicy(List.of(NamePrefix.ALL)));
      double first;
      double second;
      try (Provisioner provisioner =
          Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
        ImageReference top = ImageReference.parse("example.com/layer" + (LAYERS - 1));
        long began = System.nanoTime();
        provisioner.provision(top, false);
        first = (System.nanoTime() - began) / 1e9;
        began = System.nanoTime();
        provisioner.provision(top, false);
        second = (System.nanoTime() - began) / 1e9;
      }
      remove(home);
      Path target = Files.createDirectory(directory.resolve("pipe"));
      double peer =
          timed(
              "for i in $(seq 0 %d); do gzip -dc %s/layer$i.aci | tee >(sha512sum >&2) | tar x -C %s; done"
                  .formatted(LAYERS - 1, images, target));
      remove(target);
      if (round >= 0) {
        ours.add(first);
        again.add(second);
        pipe.add(peer);
      }
    }
    row(
        "| %d dependent images of 100 files, fetched and rendered (s) | %.2f | gzip, tar x each: %.2f | %.2f | |",
        LAYERS, median(ours), median(pipe), median(ours) / median(pipe));
    row("| the same again, from the store (ms) | %.1f | | | |", median(again) * 1000);
  }

  private void memoryRows(Path tar) throws Exception {
    Path small = directory.resolve("small.tar");
    new AciWriter(manifest(NAME, Optional.empty()))
        .file("/x", 0644, new byte[100])
        .write(small, false);
    long idle = child(small);
    long large = child(tar);
    row(
        "| peak memory of an import of %d MB above one of 1 KB (MB) | %.0f | | | 64 |",
        megabytes, (large - idle) / 1024.0);
  }

  /** Peak resident memory in KB of a Java machine that imports one file. */
  private long child(Path aci) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path home = directory.resolve("home");
    Process process =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ProvisionBench.class.getName(),
                "memory",
                aci.toString(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException("the import ended with " + process.exitValue());
    }
    remove(home);
    return Long.parseLong(output);
  }

  private static void memory(Path aci, Path home) throws Exception {
    ProvisionConfig config =
        ProvisionConfig.of(
            home.resolve("store"), List.of(), new TrustPolicy(List.of(NamePrefix.ALL)));
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      provisioner.provision(new ImageReference.ByPath(aci), false);
    }
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        System.out.println(line.replaceAll("[^0-9]", ""));
      }
    }
  }

  private void writeLarge(Path file) throws IOException {
    AciWriter image = new AciWriter(manifest(NAME, Optional.empty()));
    Path parts = Files.createDirectory(directory.resolve("parts"));
    Random random = new Random(1);
    long left = (long) megabytes << 20;
    for (int i = 0; left > 0; i++) {
      int size = (int) Math.min(left, 1 << (10 + random.nextInt(13)));
      byte[] content = new byte[size];
      if (i % 2 == 0) {
        random.nextBytes(content);
      }
      image.file("/files/" + i % 97 + "/" + i, 0644, Files.write(parts.resolve("p" + i), content));
      left -= size;
    }
    image.write(file, false);
    remove(parts);
  }

  private static ImageManifest manifest(String name, Optional<String> below) {
    ImageManifest plain =
        ImageManifest.of(AcIdentifier.parse(name), Labels.of("version", "1"), Optional.empty());
    List<Dependency> dependencies =
        below
            .map(
                other ->
                    List.of(
                        new Dependency(
                            AcIdentifier.parse(other),
                            Optional.empty(),
                            Labels.NONE,
                            Optional.empty())))
            .orElse(List.of());
    return new ImageManifest(
        plain.acKind(),
        plain.acVersion(),
        plain.name(),
        plain.labels(),
        plain.app(),
        dependencies,
        plain.pathWhitelist(),
        plain.annotations(),
        plain.unknownFields());
  }

  private static double timed(String line) throws Exception {
    long began = System.nanoTime();
    shell(line);
    return (System.nanoTime() - began) / 1e9;
  }

  private static void shell(String line) throws Exception {
    Process process =
        new ProcessBuilder("bash", "-o", "pipefail", "-c", line)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(line + " ended with " + process.exitValue());
    }
  }

  private static void remove(Path tree) throws IOException {
    if (Files.exists(tree)) {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static void row(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
