package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.ImageInfo;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc image show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows all that is known of an image: where it came from, who signed it, its manifest.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc image show example.com/app:1.0.0",
      "  mesos-appc image show --json sha512-12ab"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:shown", "1:there is none, or more than one", "2:wrong usage"})
final class ImageShowCommand extends StoreCommand {
  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Parameters(paramLabel = "IMAGE", description = "A name, or an ID or its beginning.")
  private String text = "";

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    StoredImage image = StoredImages.find(images.store(), text);
    ImageInfo info =
        images
            .store()
            .describe(image.id(), References.NONE)
            .orElseThrow(() -> new CommandException(image.id() + " has just been removed"));
    if (json) {
      ObjectNode node = StoredImages.json(info);
      node.set("manifest", StoredImages.manifest(image));
      out.println(StoredImages.pretty(node));
      return 0;
    }
    out.println("id         " + image.id());
    out.println("name       " + StoredImages.name(image));
    out.println("imported   " + info.imported());
    out.println("last used  " + info.lastUsed());
    out.println(
        "users      " + (info.users().isEmpty() ? "none" : String.join(", ", info.users())));
    out.println(
        "size       "
            + StoredImages.bytes(info.diskBytes())
            + " on disk, "
            + StoredImages.bytes(info.uncompressedBytes())
            + " as a tar file, "
            + info.entries()
            + " files");
    info.facts().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
    out.println("files      " + image.rootfs());
    out.println(StoredImages.pretty(StoredImages.manifest(image)));
    return 0;
  }
}
