package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.docker.ConvertedImage;
import io.mesosappc.appc.docker.DockerConfig;
import io.mesosappc.appc.docker.DockerConverter;
import io.mesosappc.appc.docker.DockerSource;
import io.mesosappc.appc.docker.Platform;
import io.mesosappc.appc.docker.Selection;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.AcIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc convert}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = "Makes an ACI of a Docker or OCI image, the same one each time.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc convert docker://nginx:1.27 nginx.aci",
      "  mesos-appc convert oci:layout:latest app.aci --name example.com/app",
      "  mesos-appc convert docker-archive:saved.tar app.aci --gzip"
    })
public final class ConvertCommand extends StoreCommand {
  @Option(names = "--gzip", description = "Compresses the archive.")
  private boolean gzip;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Option(names = "--name", paramLabel = "NAME", description = "The ACI's name.")
  private @Nullable String name;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH[/VARIANT]",
      description = "Which image of several, e.g. linux/arm64 (default: this machine's).")
  private @Nullable String platform;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "docker://NAME, docker-archive:FILE, oci:DIRECTORY or oci-archive:FILE.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "OUT.aci", description = "What to make.")
  private Path file = Path.of("");

  private @Nullable ProvisionConfig configured;

  /** Made by picocli. */
  public ConvertCommand() {}

  @Override
  ProvisionConfig adjusted(ProvisionConfig config) {
    configured = config;
    return config;
  }

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    ProvisionConfig config = configured;
    if (config == null) {
      throw new IllegalStateException("the configuration comes first");
    }
    DockerConverter converter =
        new DockerConverter(
            DockerConfig.in(config.directory().resolve("conversions"))
                .withRegistry(config.network().registry()));
    try {
      Selection selection =
          new Selection(
              platform == null ? Platform.current() : Platform.parse(platform),
              Optional.ofNullable(name).map(AcIdentifier::parse));
      try (ConvertedImage image = converter.convert(DockerSource.parse(source), selection)) {
        image.notes().forEach(this::warn);
        NewFile.write(
            file,
            force,
            to -> {
              try (InputStream archive = image.open();
                  OutputStream body = gzip ? new GZIPOutputStream(to, 1 << 16) : to) {
                archive.transferTo(body);
              }
            });
        out.println(image.manifest().name() + "  " + file);
      }
      return 0;
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
