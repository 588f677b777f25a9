package io.mesosappc.containerizer.main;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of our jar. */
final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
            .orElse("(not installed)");
    return new String[] {"mesos-appc " + version};
  }
}
