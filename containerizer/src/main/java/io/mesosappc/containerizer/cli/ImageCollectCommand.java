package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.store.GcReport;
import io.mesosappc.appc.store.References;
import io.mesosappc.containerizer.config.Bytes;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.image.ImageSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mesos-appc image gc}. */
@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    description = {
      "Removes images that are not needed, the least recently used first: by the daemon's gc section,",
      "or by what is given here instead. Images of containers are never removed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc image gc --unused-for 7days --dry-run",
      "  mesos-appc image gc --max-size 50GB --min-free 10GB"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:the store cannot be read or changed", "2:wrong usage"})
final class ImageCollectCommand extends StoreCommand {
  @Option(
      names = "--unused-for",
      paramLabel = "TIME",
      description = "Those that lay unused so long, e.g. 7days.")
  private @Nullable Duration unusedFor;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "All may take so much, e.g. 50GB.")
  private @Nullable Bytes maxSize;

  @Option(
      names = "--min-free",
      paramLabel = "SIZE",
      description = "So much of the file system is to be free.")
  private @Nullable Bytes minFree;

  @Option(names = "--dry-run", description = "Only says what it would do.")
  private boolean dryRun;

  @Option(
      names = "--all",
      description = "Says of every image that stays why it does, not only of those in use.")
  private boolean all;

  @Option(names = "--json", description = "Prints a JSON object, with all images.")
  private boolean json;

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    GcReport report = images.store().collectGarbage(policy().withDryRun(dryRun), References.NONE);
    if (json) {
      out.println(StoredImages.pretty(json(report)));
      return 0;
    }
    String removed = dryRun ? "would remove" : "removed";
    for (GcReport.Decision decision : report.decisions()) {
      if (decision.remove() || all || !decision.image().users().isEmpty()) {
        out.println(
            (decision.remove() ? removed : "kept")
                + "  "
                + StoredImages.shortId(decision.image().image().id())
                + "  "
                + StoredImages.bytes(decision.image().diskBytes())
                + "  "
                + StoredImages.name(decision.image().image())
                + ": "
                + decision.reason());
      }
    }
    report.damagedRemoved().forEach(image -> out.println(removed + "  damaged " + image.id()));
    out.println(
        StoredImages.bytes(report.freedBytes())
            + (dryRun ? " would be freed, " : " freed, ")
            + StoredImages.bytes(report.keptBytes())
            + " kept");
    return 0;
  }

  private static ObjectNode json(GcReport report) {
    ObjectNode json = StoredImages.mapper().createObjectNode();
    json.put("dryRun", report.dryRun());
    json.put("freedBytes", report.freedBytes());
    json.put("keptBytes", report.keptBytes());
    ArrayNode decisions = json.putArray("decisions");
    for (GcReport.Decision decision : report.decisions()) {
      decisions
          .addObject()
          .put("id", decision.image().image().id().toString())
          .put("name", decision.image().image().manifest().name().toString())
          .put("diskBytes", decision.image().diskBytes())
          .put("removed", decision.remove())
          .put("reason", decision.reason());
    }
    ArrayNode damaged = json.putArray("damagedRemoved");
    report.damagedRemoved().forEach(image -> damaged.add(image.id().toString()));
    return json;
  }

  private GcPolicy policy() throws CommandException {
    if (unusedFor == null && maxSize == null && minFree == null) {
      try {
        return ImageSettings.garbage(settings());
      } catch (InvalidConfigException e) {
        throw new CommandException(String.valueOf(e.getMessage()), e);
      }
    }
    GcPolicy policy = GcPolicy.NONE;
    policy = unusedFor == null ? policy : policy.withUnusedFor(unusedFor);
    policy = maxSize == null ? policy : policy.withMostBytes(maxSize.count());
    return minFree == null ? policy : policy.withLeastFreeBytes(minFree.count());
  }
}
