package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.trust.Fingerprint;
import io.mesosappc.appc.trust.KeyStore;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mesos-appc trust remove}. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Trusts a key no more for images of just this prefix.")
final class TrustRemoveCommand extends StoreCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeyScope scope = new KeyScope();

  @Parameters(paramLabel = "FINGERPRINT", description = "As mesos-appc trust list prints it.")
  private String fingerprint = "";

  @Override
  int run(Provisioner images, PrintWriter out) throws CommandException, IOException {
    KeyStore.Removal removal;
    try {
      removal = images.keys().remove(scope.prefix(), Fingerprint.parse(fingerprint));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    String what = fingerprint + " for " + scope.prefix();
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
