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
    })
final class TrustFetchCommand extends StoreCommand {
  private static final int LARGEST = 1 << 20;

  @Option(names = "--yes", description = "Does not ask. Whoever answers for the page is believed.")
  private boolean yes;

  @Parameters(paramLabel = "NAME", description = "An image's name.")
  private String name = "";

  @Override
  int run(Provisioner images, PrintWriter out)
      throws CommandException, InterruptedException, IOException {
    try {
      List<KeyLocation> found = images.discovery().publicKeys(identifier(), true);
      if (found.isEmpty()) {
        throw new CommandException("no page names keys for " + name);
      }
      int failed = 0;
      for (KeyLocation location : found) {
        out.println("from         " + location.keys() + " (" + location.page() + ")");
        byte[] key = images.fetcher().fetchSmall(location.keys(), LARGEST).bytes();
        NamePrefix prefix = NamePrefix.parse(location.prefix());
        if (!ShownKey.add(images.keys(), prefix, key, yes, out)) {
          failed = 1;
        }
      }
      return failed;
    } catch (DiscoveryException | FetchException | IllegalArgumentException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private AcIdentifier identifier() throws UsageException {
    try {
      return AcIdentifier.parse(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
