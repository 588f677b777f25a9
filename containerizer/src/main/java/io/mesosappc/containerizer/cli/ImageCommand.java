package io.mesosappc.containerizer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mesos-appc image}: the images that this machine's store has. */
@Command(
    name = "image",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, verifies, exports and removes the images of the store.",
    subcommands = {
      ImageListCommand.class,
      ImageShowCommand.class,
      ImageVerifyCommand.class,
      ImageExportCommand.class,
      ImageRemoveCommand.class,
      ImageCollectCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc image list",
      "  mesos-appc image verify example.com/app:1.0.0",
      "  mesos-appc image gc --unused-for 7days --dry-run"
    })
public final class ImageCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public ImageCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: list, show, verify, export, rm or gc");
  }
}
