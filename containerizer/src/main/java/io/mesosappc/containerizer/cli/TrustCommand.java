package io.mesosappc.containerizer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mesos-appc trust}: whose signatures count. */
@Command(
    name = "trust",
    mixinStandardHelpOptions = true,
    description = "Lists, adds, fetches and removes the keys whose signatures let images in.",
    subcommands = {
      TrustListCommand.class,
      TrustAddCommand.class,
      TrustFetchCommand.class,
      TrustRemoveCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc trust add --prefix example.com/app key.asc",
      "  mesos-appc trust fetch example.com/app",
      "  mesos-appc trust list"
    })
public final class TrustCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public TrustCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: list, add, fetch or remove");
  }
}
