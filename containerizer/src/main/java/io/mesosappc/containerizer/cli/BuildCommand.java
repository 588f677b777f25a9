package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.image.AciBuilder;
import io.mesosappc.appc.image.BuildOptions;
import io.mesosappc.appc.image.BuiltImage;
import io.mesosappc.appc.image.Compression;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.containerizer.image.LinuxAttributes;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesos-appc build}: needs no configuration. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Builds an ACI of a directory that holds manifest and rootfs. The same directory gives the same",
      "archive and image ID; with SOURCE_DATE_EPOCH in the environment no file is newer than that."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc build directory app.aci",
      "  mesos-appc build --compression xz --owner-root --sign me@example.com directory app.aci"
    })
public final class BuildCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--compression",
      paramLabel = "KIND",
      description = "none, gzip, bzip2 or xz (default: ${DEFAULT-VALUE}).",
      defaultValue = "gzip")
  private String compression = "gzip";

  @Option(names = "--owner-root", description = "Every file belongs to user and group 0.")
  private boolean rootOwned;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Option(
      names = "--sign",
      paramLabel = "KEY",
      description = "Signs it with a key of gpg, into OUT.aci.asc.")
  private @Nullable String key;

  @Parameters(index = "0", paramLabel = "DIR", description = "Holds manifest and rootfs.")
  private Path directory = Path.of("");

  @Parameters(index = "1", paramLabel = "OUT.aci", description = "What to make.")
  private Path file = Path.of("");

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public BuildCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try {
      if (!force && Files.exists(file)) {
        throw new IOException(file + " is there already; give another name, or --force");
      }
      BuiltImage built =
          new AciBuilder(ImageLimits.DEFAULT, new LinuxAttributes(new LinuxSyscalls()))
              .build(directory, file, options());
      out.println(built.id() + "  " + built.manifest().name() + "  " + file);
      if (key != null) {
        sign(key);
        out.println("signed  " + file + ".asc");
      }
      out.flush();
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine()
          .getErr()
          .println("mesos-appc: " + (e.getMessage() == null ? e : e.getMessage()));
      return 1;
    }
  }

  private BuildOptions options() {
    BuildOptions options =
        BuildOptions.DEFAULT
            .withCompression(Compression.valueOf(compression.toUpperCase(Locale.ROOT)))
            .withRootOwned(rootOwned);
    Optional<Instant> latest = BuildOptions.latestTime(System.getenv());
    return latest.map(options::withLatestTime).orElse(options);
  }

  private void sign(String by) throws IOException, InterruptedException {
    Process gpg =
        new ProcessBuilder(
                "gpg",
                "--armor",
                "--yes",
                "--local-user",
                by,
                "--output",
                file + ".asc",
                "--detach-sign",
                file.toString())
            .inheritIO()
            .start();
    if (gpg.waitFor() != 0) {
      throw new IOException("gpg did not sign " + file + " (exit status " + gpg.exitValue() + ")");
    }
  }
}
