package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.store.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc image verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Hashes images anew from their files and compares every file's properties.",
      "A damaged one is moved aside, and fetched again when it is needed next."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are what their IDs say", "1:one is damaged", "2:wrong usage"})
final class ImageVerifyCommand extends StoreCommand {
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
    for (StoredImage image : wanted) {
      Verification found = images.store().verify(image.id());
      out.println(
          (found.sound() ? "sound    " : "DAMAGED  ")
              + image.id()
              + "  "
              + StoredImages.name(image));
      if (!found.sound()) {
        found.problems().forEach(problem -> warn(image.id() + ": " + problem));
        failed = 1;
      }
    }
    return failed;
  }
}
