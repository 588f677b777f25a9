package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.docker.ConvertedImage;
import io.mesosappc.appc.docker.DockerConfig;
import io.mesosappc.appc.docker.DockerConverter;
import io.mesosappc.appc.docker.DockerLimits;
import io.mesosappc.appc.docker.DockerSource;
import io.mesosappc.appc.docker.Platform;
import io.mesosappc.appc.docker.Selection;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
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
      "  mesos-appc convert docker-archive:saved.tar app.aci --gzip",
      "  mesos-appc convert docker://nginx:1.27 nginx-arm.aci --os linux --arch aarch64"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the file is there", "1:there is no new file", "2:wrong usage"})
public final class ConvertCommand extends StoreCommand {
  private static final int BUFFER_BYTES = 1 << 16;

  @Option(names = "--gzip", description = "Compresses the archive.")
  private boolean gzip;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Option(names = "--name", paramLabel = "NAME", description = "The ACI's name.")
  private @Nullable AcIdentifier name;

  @Option(
      names = "--os",
      paramLabel = "OS",
      description = "Which image of several, by its label os (default: linux).")
  private @Nullable String os;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "The same by its label arch, e.g. aarch64 (default: this machine's).")
  private @Nullable String arch;

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH[/VARIANT]",
      description = "The same in Docker's words, e.g. linux/arm64; instead of --os and --arch.")
  private @Nullable Platform platform;

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "docker://NAME, docker-archive:FILE, oci:DIRECTORY or oci-archive:FILE.")
  private @Nullable DockerSource source;

  @Parameters(index = "1", paramLabel = "OUT.aci", description = "What to make.")
  private Path file = Path.of("");

  /** Made by picocli. */
  public ConvertCommand() {}

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    Selection selection = new Selection(wanted(), Optional.ofNullable(name));
    ProvisionConfig config = configured();
    DockerConfig docker =
        new DockerConfig(
            config.directory().resolve("conversions"),
            DockerLimits.DEFAULT.withLayers(config.limits()),
            config.network().registry());
    DockerSource from = Objects.requireNonNull(source, "picocli has it");
    try (ConvertedImage image = new DockerConverter(docker).convert(from, selection)) {
      image.notes().forEach(this::warn);
      MessageDigest digest = sha512();
      NewFile.write(file, force, to -> write(image, digest, to));
      say(image, ImageId.ofDigest(digest.digest()), out);
    }
    return 0;
  }

  private void write(ConvertedImage image, MessageDigest digest, OutputStream to)
      throws IOException {
    try (InputStream archive = new DigestInputStream(image.open(), digest);
        OutputStream body = gzip ? new GZIPOutputStream(to, BUFFER_BYTES) : to) {
      archive.transferTo(body);
    }
  }

  private void say(ConvertedImage image, ImageId id, PrintWriter out) {
    if (!json) {
      out.println(id + "  " + image.manifest().name() + "  " + file);
      return;
    }
    ObjectNode node = StoredImages.mapper().createObjectNode();
    node.put("id", id.toString());
    node.put("name", image.manifest().name().toString());
    node.put("file", file.toString());
    ArrayNode notes = node.putArray("notes");
    image.notes().forEach(notes::add);
    out.println(StoredImages.pretty(node));
  }

  private Platform wanted() {
    if (os == null && arch == null) {
      return platform == null ? Platform.current() : platform;
    }
    if (platform != null) {
      throw wrongUsage("--platform stands alone, without --os and --arch");
    }
    String system = os == null ? Platform.current().os() : os;
    return arch == null
        ? new Platform(system, Platform.current().architecture(), Platform.current().variant())
        : Platform.ofLabels(system, arch);
  }

  private static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-512", e);
    }
  }
}
