package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.store.ImageInUseException;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc image rm}. */
@Command(
    name = "rm",
    mixinStandardHelpOptions = true,
    description = "Removes images. One that a container or an import uses stays, and it says who.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc image rm sha512-12ab",
      "  mesos-appc image rm example.com/app:1.0.0 example.com/app:1.0.1"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are gone", "1:one is in use, or there is none", "2:wrong usage"})
final class ImageRemoveCommand extends StoreCommand {
  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Names, IDs or their beginnings.")
  private List<String> texts = new ArrayList<>();

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    List<StoredImage> wanted = new ArrayList<>();
    for (String text : texts) {
      wanted.add(StoredImages.find(images.store(), text)); // all or none
    }
    int failed = 0;
    for (StoredImage image : wanted) {
      try {
        images.store().remove(image.id(), References.NONE);
        out.println("removed  " + image.id() + "  " + StoredImages.name(image));
      } catch (ImageInUseException e) {
        warn(String.valueOf(e.getMessage()));
        failed = 1;
      }
    }
    return failed;
  }
}
