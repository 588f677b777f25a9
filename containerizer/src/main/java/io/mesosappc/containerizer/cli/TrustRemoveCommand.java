package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.trust.Fingerprint;
import io.mesosappc.appc.trust.KeyStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc trust remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Trusts a key no more for images of just this prefix.",
    footerHeading = "%nExample:%n",
    footer =
        "  mesos-appc trust remove --prefix example.com/app 0123456789abcdef0123456789abcdef01234567",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:it is not trusted any more", "1:it was not trusted", "2:wrong usage"})
final class TrustRemoveCommand extends StoreCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeyScope scope = new KeyScope();

  @Parameters(paramLabel = "FINGERPRINT", description = "As mesos-appc trust list prints it.")
  private @Nullable Fingerprint fingerprint;

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    Fingerprint key = Objects.requireNonNull(fingerprint, "picocli has it");
    KeyStore.Removal removal = images.keys().remove(scope.prefix(), key);
    String what = key + " for " + scope.prefix();
    return switch (removal) {
      case DELETED -> {
        out.println("removed  " + what);
        yield 0;
      }
      case MASKED -> {
        out.println("masked  " + what + "; the system's file stays");
        yield 0;
      }
      case NOT_TRUSTED -> throw new CommandException(what + " was not trusted");
    };
  }
}
