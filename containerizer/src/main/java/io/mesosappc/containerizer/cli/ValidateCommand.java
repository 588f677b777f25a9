package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.ManifestCheck;
import io.mesosappc.appc.schema.ManifestReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesos-appc validate}: needs neither root nor a configuration. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Checks image manifests, pod manifests and image archives by the specification, and names",
      "everything that is wrong with a manifest, with its place and the rule."
    },
    footerHeading = "%nExample:%n",
    footer = "  mesos-appc validate manifest pod.json app.aci",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are valid", "1:one is not", "2:wrong usage"})
public final class ValidateCommand implements Callable<Integer> {
  private static final int LARGEST_MANIFEST = ImageLimits.DEFAULT.manifestBytes();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Manifests or archives.")
  private List<Path> files = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public ValidateCommand() {}

  @Override
  public Integer call() {
    int failed = 0;
    for (Path file : files) {
      try {
        failed |= validate(file) ? 0 : 1;
      } catch (IOException e) {
        err(file + ": " + (e.getMessage() == null ? e : e.getMessage()));
        failed = 1;
      }
    }
    return failed;
  }

  private boolean validate(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file");
    }
    if (!looksLikeJson(file)) {
      return archive(file);
    }
    byte[] bytes = Files.readAllBytes(file);
    ManifestCheck check = new ManifestReader(LARGEST_MANIFEST).check(bytes);
    check.problems().forEach(problem -> err(file + ": " + problem.getMessage()));
    if (check.valid()) {
      say(file + ": valid " + check.kind().orElse("manifest"));
    }
    return check.valid();
  }

  private boolean archive(Path file) throws IOException {
    Path directory = Files.createTempDirectory("mesos-appc-validate");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      AciContents contents =
          new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED).extract(in, directory);
      say(file + ": valid image " + contents.manifest().name() + ", " + contents.id());
      return true;
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  private static boolean looksLikeJson(Path file) throws IOException {
    if (Files.size(file) > LARGEST_MANIFEST) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      int first = in.read();
      while (first >= 0 && Character.isWhitespace(first)) {
        first = in.read();
      }
      return first == '{' || first == '[' || first == 0xef || first < 0;
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private void err(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("mesos-appc: " + line);
    err.flush();
  }
}
