package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.schema.NamePrefix;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** For which images a key is: exactly one of the two must be given. */
final class KeyScope {
  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      description = "For the image of this name and those below it.")
  private @Nullable NamePrefix prefix;

  @Option(names = "--root", description = "For all images.")
  private boolean root;

  NamePrefix prefix() {
    return root || prefix == null ? NamePrefix.ALL : prefix;
  }
}
