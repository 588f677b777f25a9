package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc image export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes an image's archive, the very bytes that its ID is the digest of.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc image export sha512-12ab app.aci",
      "  mesos-appc image export --gzip example.com/app:1.0.0 app.aci"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the file is there", "1:there is no new file", "2:wrong usage"})
final class ImageExportCommand extends StoreCommand {
  @Option(names = "--gzip", description = "Compresses it; the ID stays the same.")
  private boolean gzip;

  @Option(names = "--force", description = "Replaces a file that is there.")
  private boolean force;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "A name, or an ID or its beginning.")
  private String text = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "What to make.")
  private Path file = Path.of("");

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    StoredImage image = StoredImages.find(images.store(), text);
    NewFile.write(
        file,
        force,
        to -> {
          try (OutputStream body = gzip ? new GZIPOutputStream(to, 1 << 16) : to) {
            images.store().export(image.id(), body);
          }
        });
    out.println(image.id() + "  " + file);
    return 0;
  }
}
