package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.DamagedImage;
import io.mesosappc.appc.store.ImageInfo;
import io.mesosappc.appc.store.References;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mesos-appc image list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the images: ID, size on disk, last use, whether in use, name and labels.")
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
    for (ImageInfo info : all) {
      out.printf(
          "%s  %9s  %s  %-6s  %s%n",
          fullIds ? info.image().id() : StoredImages.shortId(info.image().id()),
          StoredImages.bytes(info.diskBytes()),
          info.lastUsed().toString().substring(0, 19),
          info.users().isEmpty() ? "unused" : "in use",
          StoredImages.name(info.image()));
    }
    for (DamagedImage damaged : images.store().damaged()) {
      warn("damaged and moved aside: " + damaged.id() + ": " + damaged.problems());
    }
    return 0;
  }
}
