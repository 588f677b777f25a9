package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.discovery.DiscoveryResult;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.provision.Provisioner;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc discover}. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    description = "Shows where an image would be fetched from, and why, and what was passed over.",
    footerHeading = "%nExample:%n",
    footer = "  mesos-appc discover example.com/app:1.0.0",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:there is a place to look", "1:there is none", "2:wrong usage"})
public final class DiscoverCommand extends StoreCommand {
  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Option(names = "--refresh", description = "Asks pages again that are remembered.")
  private boolean refresh;

  @Parameters(paramLabel = "NAME", description = "NAME[:VERSION][,LABEL=VALUE…]")
  private @Nullable ImageReference reference;

  /** Made by picocli. */
  public DiscoverCommand() {}

  @Override
  int run(Provisioner images, PrintWriter out) throws InterruptedException {
    if (!(reference instanceof ImageReference.ByName named)) {
      throw wrongUsage("\"" + reference + "\" is no name; nothing needs to be discovered");
    }
    DiscoveryResult result = images.discovery().discover(named.query(), refresh);
    out.println(json ? StoredImages.pretty(json(result)) : result.toString());
    return result.candidates().isEmpty() ? 1 : 0;
  }

  private static ObjectNode json(DiscoveryResult result) {
    ObjectNode node = StoredImages.mapper().createObjectNode();
    node.put("query", result.query().toString());
    ArrayNode candidates = node.putArray("candidates");
    result
        .candidates()
        .forEach(
            candidate ->
                candidates
                    .addObject()
                    .put("image", candidate.image().toString())
                    .put("signature", candidate.signature().toString())
                    .put("place", candidate.rule().place().name().toLowerCase(Locale.ROOT))
                    .put("source", candidate.rule().source())
                    .put("rule", candidate.rule().text()));
    ArrayNode keys = node.putArray("publicKeys");
    result
        .publicKeys()
        .forEach(
            key ->
                keys.addObject()
                    .put("keys", key.keys().toString())
                    .put("prefix", key.prefix())
                    .put("page", key.page().toString()));
    result.notes().forEach(node.putArray("notes")::add);
    return node;
  }
}
