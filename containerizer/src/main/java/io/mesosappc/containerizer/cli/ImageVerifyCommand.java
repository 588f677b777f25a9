package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.store.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc image verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Hashes images anew from their files and compares every file's properties.",
      "A damaged one is moved aside, and fetched again when it is needed next."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  mesos-appc image verify", "  mesos-appc image verify example.com/app:1.0.0"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are what their IDs say", "1:one is damaged", "2:wrong usage"})
final class ImageVerifyCommand extends StoreCommand {
  @Option(names = "--json", description = "Prints a JSON array.")
  private boolean json;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description = "Names, IDs or their beginnings; all images if none is given.")
  private List<String> texts = new ArrayList<>();

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    List<StoredImage> wanted = new ArrayList<>();
    for (String text : texts) {
      wanted.add(StoredImages.find(images.store(), text));
    }
    if (texts.isEmpty()) {
      wanted.addAll(images.store().list());
    }
    int failed = 0;
    ArrayNode array = StoredImages.mapper().createArrayNode();
    for (StoredImage image : wanted) {
      Verification found = images.store().verify(image.id());
      if (json) {
        array.add(json(found));
      } else {
        say(out, image, found);
      }
      if (!found.sound()) {
        found.problems().forEach(problem -> warn(image.id() + ": " + problem));
        failed = 1;
      }
    }
    if (json) {
      out.println(StoredImages.pretty(array));
    }
    return failed;
  }

  private static void say(PrintWriter out, StoredImage image, Verification found) {
    out.println(
        (found.sound() ? "sound    " : "DAMAGED  ") + image.id() + "  " + StoredImages.name(image));
  }

  private static ObjectNode json(Verification found) {
    ObjectNode node = StoredImages.mapper().createObjectNode();
    node.put("id", found.id().toString());
    node.put("sound", found.sound());
    node.put("bytes", found.bytes());
    ArrayNode problems = node.putArray("problems");
    found.problems().forEach(problems::add);
    found.movedTo().ifPresent(place -> node.put("movedTo", place.toString()));
    return node;
  }
}
