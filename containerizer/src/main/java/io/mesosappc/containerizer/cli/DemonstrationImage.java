package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.EnvironmentVariable;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The image of {@code config/examples/marathon/hello.json}, made of this machine's static busybox.
 */
final class DemonstrationImage {
  /** Its name. */
  static final String NAME = "example.com/hello";

  private static final List<Path> BUSYBOX =
      List.of(Path.of("/bin/busybox"), Path.of("/usr/bin/busybox"));
  private static final List<String> APPLETS =
      List.of("sh", "cat", "echo", "env", "hostname", "id", "ls", "ps", "sleep", "uname");
  private static final String SCRIPT =
      """
      #!/bin/sh
      echo "$GREETING"
      echo "I am $AC_APP_NAME, $(id), process $$ of these:"
      ps -o pid,user,args
      echo "my files: $(ls / | tr '\\n' ' ')"
      echo "my sandbox is $MESOS_SANDBOX, my task $MESOS_TASK_ID"
      sleep 1
      echo "good bye"
      """;

  private DemonstrationImage() {}

  /**
   * Makes it.
   *
   * @throws IOException if there is no busybox, or the file cannot be written
   */
  static ImageId write(Path file) throws IOException {
    Path busybox =
        BUSYBOX.stream()
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        "the demonstration image is made of /bin/busybox, which is not there; apt-get install busybox-static"));
    AciWriter image =
        new AciWriter(manifest())
            .directory("/bin", 0755)
            .directory("/etc", 0755)
            .directory("/tmp", 01777)
            .file("/bin/busybox", 0755, busybox)
            .file("/bin/hello", 0755, SCRIPT.getBytes(StandardCharsets.UTF_8))
            .file(
                "/etc/passwd", 0644, "root:x:0:0:root:/:/bin/sh\n".getBytes(StandardCharsets.UTF_8))
            .file("/etc/group", 0644, "root:x:0:\n".getBytes(StandardCharsets.UTF_8));
    for (String applet : APPLETS) {
      image.symbolicLink("/bin/" + applet, "busybox");
    }
    image.symbolicLink("/bin/tr", "busybox");
    return image.write(file, true);
  }

  private static ImageManifest manifest() {
    App app =
        App.of(List.of("/bin/hello"), "0", "0")
            .withEnvironment(List.of(new EnvironmentVariable("GREETING", "hello")));
    return ImageManifest.of(
        new AcIdentifier(NAME),
        Labels.of("version", "1.0.0", "os", "linux", "arch", architecture()),
        Optional.of(app));
  }

  private static String architecture() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return name.equals("x86_64") ? "amd64" : name;
  }
}
