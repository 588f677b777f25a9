package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.trust.KeyListing;
import io.mesosappc.appc.trust.PublicKeyFacts;
import io.mesosappc.appc.trust.TrustedKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mesos-appc trust list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the trusted keys: for which images, fingerprint, whose, where.",
    footerHeading = "%nExamples:%n",
    footer = {"  mesos-appc trust list", "  mesos-appc trust list --json"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:listed", "1:a directory cannot be read", "2:wrong usage"})
final class TrustListCommand extends StoreCommand {
  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @Override
  int run(Provisioner images, PrintWriter out) throws IOException {
    KeyListing listing = images.keys().list();
    if (json) {
      ArrayNode array = StoredImages.mapper().createArrayNode();
      listing.keys().forEach(key -> array.add(json(key)));
      out.println(StoredImages.pretty(array));
    } else {
      Table table = new Table("PREFIX", "FINGERPRINT", "EXPIRES", "PLACE", "USER");
      for (TrustedKey key : listing.keys()) {
        table.row(
            key.prefix().toString(),
            key.facts().fingerprint().toString(),
            expiry(key.facts()),
            key.place().name().toLowerCase(Locale.ROOT) + (key.inEffect() ? "" : ", NOT IN EFFECT"),
            String.join(", ", key.facts().userIds()));
      }
      table.print(out);
    }
    listing.unusable().forEach((file, why) -> warn(file + " counts for nothing: " + why));
    return 0;
  }

  private static String expiry(PublicKeyFacts key) {
    String end =
        key.expires().map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("never");
    return key.revoked() ? "REVOKED" : end;
  }

  private static ObjectNode json(TrustedKey key) {
    ObjectNode node = StoredImages.mapper().createObjectNode();
    node.put("prefix", key.prefix().toString());
    node.put("fingerprint", key.facts().fingerprint().toString());
    key.facts().userIds().forEach(node.putArray("userIds")::add);
    node.put("algorithm", key.facts().algorithm());
    node.put("bits", key.facts().bits());
    node.put("created", key.facts().created().toString());
    key.facts().expires().ifPresent(end -> node.put("expires", end.toString()));
    node.put("revoked", key.facts().revoked());
    node.put("place", key.place().name().toLowerCase(Locale.ROOT));
    node.put("file", key.file().toString());
    node.put("inEffect", key.inEffect());
    return node;
  }
}
