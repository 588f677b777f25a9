package io.mesosappc.framework.main;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class ProgramVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Optional<String> version =
        Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion());
    return new String[] {"mesos-appc " + version.orElse("(not from a jar)")};
  }
}
