package io.mesosappc.containerizer.cli;

import picocli.CommandLine;

/** {@code mesos-appc fetch} as a process of its own, which a test can send signals to. */
final class FetchMain {
  private FetchMain() {}

  public static void main(String[] arguments) {
    System.exit(Conventions.on(new CommandLine(new FetchCommand())).execute(arguments));
  }
}
