package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.cli.ContainersCommand;
import io.mesosappc.containerizer.cli.RunCommand;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's program, {@code mesos-appc}. */
@Command(
    name = "mesos-appc",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description =
        "App Container images on Apache Mesos: what an operator asks on an agent's machine.",
    synopsisSubcommandLabel = "COMMAND")
public final class CliMain {
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String[] arguments) {
    try {
      Installation installation = Installation.find();
      return new CommandLine(new CliMain())
          .addSubcommand(new RunCommand(installation.client(), installation.scheduler()))
          .addSubcommand(new ContainersCommand())
          .execute(arguments);
    } catch (IOException e) {
      System.err.println("mesos-appc: " + e.getMessage());
      return 1;
    }
  }
}
