package io.mesosappc.containerizer.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory for one {@code mesos-appc run}: a daemon's configuration and state, images, an
 * agent's work directory.
 *
 * @param base the directory
 */
record Workplace(Path base) {
  private static final long STOP_SECONDS = 15;

  /** Makes one for images of these directories. */
  static Workplace make(Path parent, List<Path> imageDirectories) throws IOException {
    Workplace place =
        new Workplace(
            Files.createTempDirectory(
                parent,
                "mesos-appc-run-",
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwxr-xr-x"))));
    Files.createDirectory(
        place.run(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(place.images());
    Files.createDirectory(place.agent());
    String directories =
        Stream.concat(Stream.of(place.images()), imageDirectories.stream())
            .map(path -> "\"" + path.toAbsolutePath() + "\"")
            .collect(Collectors.joining(", "));
    Files.writeString(
        place.config(),
        """
        run_dir: %s
        work_dir: %s
        cgroup_root: mesos-appc-run-%d
        images: {directories: [%s]}
        trust: {unsigned: ["*"]}
        unknown_network: host
        """
            .formatted(
                place.run(),
                place.base().resolve("state"),
                ProcessHandle.current().pid(),
                directories));
    return place;
  }

  Path run() {
    return base.resolve("run");
  }

  Path images() {
    return base.resolve("images");
  }

  Path agent() {
    return base.resolve("agent");
  }

  Path config() {
    return base.resolve("mesos-appcd.yaml");
  }

  Path log() {
    return run().resolve("appcd.log");
  }

  /** What the client must know to find, and start, this daemon and no other. */
  Map<String, String> environment() {
    return Map.of(
        "MESOS_APPC_SOCKET", run().resolve("appcd.sock").toString(),
        "MESOS_APPC_CONFIG", config().toString());
  }

  /** Stops the daemon, if one runs, and waits for its end. */
  void stopDaemon() throws IOException {
    Path lock = run().resolve("appcd.lock");
    if (!Files.exists(lock)) {
      return;
    }
    String pid = Files.readString(lock).strip();
    Optional<ProcessHandle> daemon =
        pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    daemon.ifPresent(
        process -> {
          process.destroy();
          try {
            process.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
          } catch (CompletionException e) {
            process.destroyForcibly();
          }
        });
  }
}
