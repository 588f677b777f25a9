package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.CommandRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a container executes.
 *
 * @param path the program
 * @param arguments argv, from 0 on
 * @param ofImage whether the program is the image's own, not the task's
 */
record Program(String path, List<String> arguments, boolean ofImage) {
  Program {
    arguments = List.copyOf(arguments);
  }

  /**
   * The rule of Mesos' documentation for images (docs/container-image.md, "runtime isolator"): a
   * shell line is given to {@code /bin/sh -c}; a value is the program and the arguments are its
   * argv from 0 on; without a value the image's program runs, and the arguments come after its own.
   *
   * @param imageExec the image's {@code app.exec}; absent without an image, or if the image has no
   *     app
   */
  static Program of(CommandRequest command, Optional<List<String>> imageExec)
      throws PreparationException {
    if (command.shell()) {
      String line =
          command
              .value()
              .orElseThrow(
                  () ->
                      new PreparationException(
                          "the command has shell: true but no value; give it a value, or shell: false to run the image's own"
                              + " program"));
      return new Program("/bin/sh", List.of("sh", "-c", line), false);
    }
    if (command.value().isPresent()) {
      String path = command.value().get();
      return new Program(
          path, command.arguments().isEmpty() ? List.of(path) : command.arguments(), false);
    }
    List<String> exec =
        imageExec
            .filter(words -> !words.isEmpty())
            .orElseThrow(
                () ->
                    new PreparationException(
                        "nothing to execute: the command has no value and there is no image with an app.exec; give the"
                            + " command a value"));
    List<String> arguments = new ArrayList<>(exec);
    arguments.addAll(command.arguments());
    return new Program(exec.get(0), arguments, true);
  }
}
