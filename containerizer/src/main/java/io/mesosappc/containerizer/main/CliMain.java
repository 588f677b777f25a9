package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.cli.BuildCommand;
import io.mesosappc.containerizer.cli.ContainersCommand;
import io.mesosappc.containerizer.cli.Conventions;
import io.mesosappc.containerizer.cli.ConvertCommand;
import io.mesosappc.containerizer.cli.DiscoverCommand;
import io.mesosappc.containerizer.cli.FetchCommand;
import io.mesosappc.containerizer.cli.ImageCommand;
import io.mesosappc.containerizer.cli.RunCommand;
import io.mesosappc.containerizer.cli.TrustCommand;
import io.mesosappc.containerizer.cli.ValidateCommand;
import java.io.IOException;
import picocli.AutoComplete.GenerateCompletion;
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
      CommandLine program =
          new CommandLine(new CliMain())
              .addSubcommand(new RunCommand(installation.client(), installation.scheduler()))
              .addSubcommand(new ContainersCommand())
              .addSubcommand(new FetchCommand())
              .addSubcommand(new ImageCommand())
              .addSubcommand(new TrustCommand())
              .addSubcommand(new DiscoverCommand())
              .addSubcommand(new ConvertCommand())
              .addSubcommand(new ValidateCommand())
              .addSubcommand(new BuildCommand())
              .addSubcommand(new GenerateCompletion());
      return Conventions.on(program).execute(arguments);
    } catch (IOException e) {
      System.err.println("mesos-appc: " + e.getMessage());
      return 1;
    }
  }
}
