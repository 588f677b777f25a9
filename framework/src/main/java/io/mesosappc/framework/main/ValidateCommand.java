package io.mesosappc.framework.main;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.deployment.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code validate}: reads definitions and says what is wrong with them. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    usageHelpWidth = 100,
    description = "Reads app definitions and prints every problem. Exit code 2 when there is one.")
final class ValidateCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "APP.json", description = "Marathon app definitions")
  private List<Path> files = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    Optional<List<AppDefinition>> apps = DefinitionFiles.read(files, line.getErr());
    if (apps.isEmpty()) {
      return ExitCode.USAGE.number();
    }
    PrintWriter out = line.getOut();
    for (AppDefinition app : apps.get()) {
      out.println(
          app.id() + " instances=" + app.scaling().instances() + " version=" + app.version());
    }
    out.flush();
    return ExitCode.CLEAN.number();
  }
}
