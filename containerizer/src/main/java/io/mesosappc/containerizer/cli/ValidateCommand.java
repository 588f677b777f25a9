package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.image.CheckedFile;
import io.mesosappc.appc.image.ImageCheck;
import io.mesosappc.appc.image.ImageLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mesos-appc validate}: needs neither root nor a configuration. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Checks image manifests, pod manifests, image archives and image layouts (directories) by the",
      "specification, and names everything that is wrong, with its place and the rule."
    },
    footerHeading = "%nExample:%n",
    footer = "  mesos-appc validate manifest pod.json app.aci",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are valid", "1:one is not", "2:wrong usage"})
public final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Manifests or archives.")
  private List<Path> files = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public ValidateCommand() {}

  @Override
  public Integer call() {
    int failed = 0;
    for (Path file : files) {
      try {
        failed |= validate(file) ? 0 : 1;
      } catch (IOException e) {
        err(file + ": " + (e.getMessage() == null ? e : e.getMessage()));
        failed = 1;
      }
    }
    return failed;
  }

  private boolean validate(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException("there is no such file");
    }
    CheckedFile found = new ImageCheck(ImageLimits.DEFAULT).check(file);
    found.problems().forEach(problem -> err(file + ": " + problem));
    if (found.valid()) {
      say(file + ": valid " + found.kind() + found.id().map(id -> ", " + id).orElse(""));
    }
    return found.valid();
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private void err(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("mesos-appc: " + line);
    err.flush();
  }
}
