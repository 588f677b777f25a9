package io.mesosappc.isolators.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.isolators.Needs;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where pods can be confined, and where not; each in a Java machine of its own. */
final class HostRootTest {
  @TempDir private Path root;

  /** What the other Java machine runs. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws LaunchException {
      new HostRoot(new LinuxSyscalls(), new FreshThreads()).check();
      System.out.println("the root is right");
    }
  }

  @Test
  void theRootOfTheMachineWillDo() throws Exception {
    assertThat(inRoot("exec \"$@\"")).contains("the root is right");
  }

  @Test
  void soWillOneThatWasPivotedTo() throws Exception {
    assertThat(
            inRoot(
                "mount --rbind / "
                    + root
                    + " && cd "
                    + root
                    + " && pivot_root . mnt && cd / && umount -l /mnt && exec \"$@\""))
        .contains("the root is right");
  }

  @Test
  void aChrootIsRefused() throws Exception {
    assertThat(inRoot("mount --rbind / " + root + " && exec chroot " + root + " \"$@\""))
        .contains("is not the root of its mount namespace (a chroot?)")
        .doesNotContain("the root is right");
  }

  private static String inRoot(String enter) throws IOException, InterruptedException {
    Needs.root();
    Process process =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "sh",
                "-c",
                enter,
                "sh",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static String absolute(String classPath) {
    StringBuilder all = new StringBuilder();
    for (String entry : classPath.split(":", -1)) {
      all.append(all.isEmpty() ? "" : ":").append(Path.of(entry).toAbsolutePath());
    }
    return all.toString();
  }
}
