package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.store.GcReport;
import io.mesosappc.appc.store.References;
import io.mesosappc.containerizer.config.Bytes;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.InvalidConfigException;
import io.mesosappc.containerizer.config.StoutDuration;
import io.mesosappc.containerizer.image.ImageSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
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
    })
final class ImageCollectCommand extends StoreCommand {
  @Option(
      names = "--unused-for",
      paramLabel = "TIME",
      description = "Those that lay unused so long, e.g. 7days.")
  private @Nullable String unusedFor;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      description = "All may take so much, e.g. 50GB.")
  private @Nullable String maxSize;

  @Option(
      names = "--min-free",
      paramLabel = "SIZE",
      description = "So much of the file system is to be free.")
  private @Nullable String minFree;

  @Option(names = "--dry-run", description = "Only says what it would do.")
  private boolean dryRun;

  @Option(names = "--all", description = "Also says why the others stay.")
  private boolean all;

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    GcReport report = images.store().collectGarbage(policy().withDryRun(dryRun), References.NONE);
    String verb = dryRun ? "would remove  " : "removed  ";
    for (GcReport.Decision decision : report.decisions()) {
      if (decision.remove() || all) {
        out.println(
            (decision.remove() ? verb : "kept  ")
                + StoredImages.shortId(decision.image().image().id())
                + "  "
                + StoredImages.bytes(decision.image().diskBytes())
                + "  "
                + StoredImages.name(decision.image().image())
                + ": "
                + decision.reason());
      }
    }
    out.println(
        StoredImages.bytes(report.freedBytes())
            + (dryRun ? " would be freed, " : " freed, ")
            + StoredImages.bytes(report.keptBytes())
            + " kept");
    return 0;
  }

  private GcPolicy policy() throws CommandException {
    try {
      if (unusedFor == null && maxSize == null && minFree == null) {
        return ImageSettings.garbage(DaemonConfig.load(config()));
      }
      GcPolicy policy = GcPolicy.NONE;
      policy =
          Optional.ofNullable(unusedFor)
              .map(StoutDuration::parse)
              .map(policy::withUnusedFor)
              .orElse(policy);
      GcPolicy timed = policy;
      policy =
          Optional.ofNullable(maxSize)
              .map(size -> timed.withMostBytes(Bytes.parse(size).count()))
              .orElse(policy);
      GcPolicy sized = policy;
      return Optional.ofNullable(minFree)
          .map(size -> sized.withLeastFreeBytes(Bytes.parse(size).count()))
          .orElse(policy);
    } catch (InvalidConfigException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
