package io.mesosappc.containerizer.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator can set for the daemon. The keys of the file, their defaults and rules are
 * on the page {@code docs/configuration.md}.
 *
 * @param places where the daemon keeps things
 * @param images where images come from
 * @param limits what containers are held to beside what they ask for
 * @param unknownNetwork what becomes of a container that asks for a network nobody configured
 * @param defaultShutdownGrace between SIGTERM and SIGKILL, for tasks that do not say; 0 to 1 day
 * @param workerThreads how many calls of the agent are worked on at a time; 1 to 1024
 */
public record DaemonConfig(
    Places places,
    Images images,
    Limits limits,
    UnknownNetwork unknownNetwork,
    Duration defaultShutdownGrace,
    int workerThreads) {
  /** Where the file is unless the command line says otherwise. */
  public static final Path DEFAULT_FILE = Path.of("/etc/mesos-appc/mesos-appcd.yaml");

  public DaemonConfig {
    ConfigKey.DEFAULT_SHUTDOWN_GRACE.check(defaultShutdownGrace);
    ConfigKey.WORKER_THREADS.check(workerThreads);
  }

  /**
   * Where the daemon keeps things.
   *
   * @param runDir sockets and the state of running containers; absolute, at most 51 bytes
   * @param workDir images and writable layers; absolute
   * @param cgroupRoot the cgroup above those of the containers; relative to each hierarchy's root
   */
  public record Places(Path runDir, Path workDir, String cgroupRoot) {
    public Places {
      ConfigKey.RUN_DIR.check(runDir);
      ConfigKey.WORK_DIR.check(workDir);
      ConfigKey.CGROUP_ROOT.check(cgroupRoot);
    }
  }

  /**
   * Where images come from.
   *
   * @param directories searched for images first, in this order; absolute
   * @param discoveryPrefixes put before an image's name by simple discovery, in this order
   * @param allowHttp whether images may come over plain HTTP
   * @param fetchTimeout for one image; 1 ms to 1 day
   * @param maxImageSize of an uncompressed image
   */
  public record Images(
      List<Path> directories,
      List<String> discoveryPrefixes,
      boolean allowHttp,
      Duration fetchTimeout,
      Bytes maxImageSize) {
    public Images {
      directories = ConfigKey.IMAGE_DIRECTORIES.check(directories);
      discoveryPrefixes = ConfigKey.DISCOVERY_PREFIXES.check(discoveryPrefixes);
      ConfigKey.FETCH_TIMEOUT.check(fetchTimeout);
      ConfigKey.MAX_IMAGE_SIZE.check(maxImageSize);
      if (!allowHttp && discoveryPrefixes.stream().anyMatch(p -> p.startsWith("http://"))) {
        throw new IllegalArgumentException(
            ConfigKey.DISCOVERY_PREFIXES.name() + " " + discoveryPrefixes + " " + HTTP_RULE);
      }
    }

    static final String HTTP_RULE =
        "may have an http:// prefix only where " + ConfigKey.ALLOW_HTTP.name() + " is true";
  }

  /**
   * What containers are held to beside what they ask for.
   *
   * @param cpuQuota whether a container's CPUs are also its upper limit
   * @param pids most processes and threads of a container; 1 to 4194304
   */
  public record Limits(boolean cpuQuota, int pids) {
    public Limits {
      ConfigKey.PIDS.check(pids);
    }
  }

  /** What holds where no file says otherwise. */
  public static DaemonConfig defaults() {
    return ConfigValues.none().config();
  }

  /**
   * Reads a file; one that does not exist gives the defaults.
   *
   * @throws InvalidConfigException naming everything that is wrong with the file
   */
  public static DaemonConfig load(Path file) throws InvalidConfigException {
    return ConfigFile.load(file);
  }

  /** Sockets and the state of running containers. */
  public Path runDir() {
    return places.runDir();
  }

  /** Images and writable layers. */
  public Path workDir() {
    return places.workDir();
  }

  /** The cgroup above those of the containers, relative to each hierarchy's root. */
  public String cgroupRoot() {
    return places.cgroupRoot();
  }
}
