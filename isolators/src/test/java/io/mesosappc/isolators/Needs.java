package io.mesosappc.isolators;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What an integration test needs of the machine: without it the test is skipped with the reason,
 * and fails where CI forbids that.
 */
public final class Needs {
  private Needs() {}

  public static void root() {
    need("root".equals(System.getProperty("user.name")), "root");
  }

  /** A static busybox, for root file systems. */
  public static Path busybox() {
    for (String place : new String[] {"/bin/busybox", "/usr/bin/busybox"}) {
      if (Files.isExecutable(Path.of(place))) {
        return Path.of(place);
      }
    }
    need(false, "/bin/busybox (Debian package busybox-static)");
    throw new IllegalStateException();
  }

  public static void need(boolean there, String what) {
    if (!there && "1".equals(System.getenv("MESOS_APPC_REQUIRE_INTEGRATION"))) {
      throw new AssertionError("this test needs " + what + ", and may not be skipped here");
    }
    Assumptions.assumeTrue(there, "needs " + what);
  }
}
