package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc trust add}. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description = "Trusts keys, after showing them and asking.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc trust add --prefix example.com/app key.asc",
      "  mesos-appc trust add --root --yes distribution.asc"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are trusted now", "1:one is not", "2:wrong usage"})
final class TrustAddCommand extends StoreCommand {
  private static final int LARGEST = 1 << 20;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeyScope scope = new KeyScope();

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  @Parameters(paramLabel = "KEYFILE", arity = "1..*", description = "Public keys, armored or not.")
  private List<Path> files = new ArrayList<>();

  @Override
  int run(Provisioner images, PrintWriter out)
      throws CommandException, InterruptedException, IOException {
    Optional<Dialogue> dialogue = yes ? Optional.empty() : Optional.of(dialogue());
    int failed = 0;
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new CommandException("there is no key file " + file);
      }
      if (Files.size(file) > LARGEST) {
        throw new CommandException(file + " is too large for a key");
      }
      if (!ShownKey.add(images.keys(), scope.prefix(), Files.readAllBytes(file), dialogue, out)) {
        failed = 1;
      }
    }
    return failed;
  }
}
