package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.DamagedImage;
import io.mesosappc.appc.store.ImageInfo;
import io.mesosappc.appc.store.References;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mesos-appc image list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "Lists the images: ID, size on disk, last use, how many use it now, name and labels.",
    footerHeading = "%nExamples:%n",
    footer = {"  mesos-appc image list", "  mesos-appc image list --json"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed", "1:the store cannot be read", "2:wrong usage"})
final class ImageListCommand extends StoreCommand {
  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @Option(names = "--full-ids", description = "Prints whole IDs.")
  private boolean fullIds;

  @Override
  int run(Provisioner images, PrintWriter out) throws IOException {
    List<ImageInfo> all = images.store().describeAll(References.NONE);
    if (json) {
      ArrayNode array = StoredImages.mapper().createArrayNode();
      all.forEach(info -> array.add(StoredImages.json(info)));
      out.println(StoredImages.pretty(array));
      return 0;
    }
    Table table = new Table("ID", "SIZE", "LAST USED", "USERS", "NAME");
    for (ImageInfo info : all) {
      ImageId id = info.image().id();
      table.row(
          fullIds ? id.toString() : StoredImages.shortId(id),
          StoredImages.bytes(info.diskBytes()),
          info.lastUsed().truncatedTo(ChronoUnit.SECONDS).toString(),
          info.users().isEmpty() ? "-" : Integer.toString(info.users().size()),
          StoredImages.name(info.image()));
    }
    table.print(out);
    for (DamagedImage damaged : images.store().damaged()) {
      warn("damaged and moved aside: " + damaged.id() + ": " + damaged.problems());
    }
    return 0;
  }
}
