package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.discovery.DiscoveryException;
import io.mesosappc.appc.discovery.KeyLocation;
import io.mesosappc.appc.fetch.FetchException;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc trust fetch}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches the keys that the web page of an image's name gives for it (meta discovery), shows each",
      "and asks. Compare the fingerprint with what its owner told you by another way."
    },
    footerHeading = "%nExample:%n",
    footer = "  mesos-appc trust fetch example.com/app",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are trusted now", "1:one is not, or there is none", "2:wrong usage"})
final class TrustFetchCommand extends StoreCommand {
  private static final int LARGEST = 1 << 20;

  @Option(names = "--yes", description = "Does not ask. Whoever answers for the page is believed.")
  private boolean yes;

  @Parameters(paramLabel = "NAME", description = "An image's name.")
  private @Nullable AcIdentifier name;

  @Override
  int run(Provisioner images, PrintWriter out)
      throws CommandException, InterruptedException, IOException {
    AcIdentifier image = Objects.requireNonNull(name, "picocli has it");
    Optional<Dialogue> dialogue = yes ? Optional.empty() : Optional.of(dialogue());
    try {
      List<KeyLocation> found = images.discovery().publicKeys(image, true);
      if (found.isEmpty()) {
        throw new CommandException("no page names keys for " + image);
      }
      int failed = 0;
      for (KeyLocation location : found) {
        out.println("from         " + location.keys() + " (" + location.page() + ")");
        byte[] key = images.fetcher().fetchSmall(location.keys(), LARGEST).bytes();
        NamePrefix prefix = NamePrefix.parse(location.prefix());
        if (!ShownKey.add(images.keys(), prefix, key, dialogue, out)) {
          failed = 1;
        }
      }
      return failed;
    } catch (DiscoveryException | FetchException | IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }
}
