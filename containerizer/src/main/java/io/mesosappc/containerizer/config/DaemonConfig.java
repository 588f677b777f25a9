package io.mesosappc.containerizer.config;

import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.fetch.HostPattern;
import io.mesosappc.appc.schema.NamePrefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Everything an operator can set for the daemon. The keys of the file, their defaults and rules are
 * on the page {@code docs/configuration.md}.
 *
 * @param places where the daemon keeps things
 * @param images where images come from
 * @param trust which images are let in
 * @param gc when images are garbage
 * @param limits what containers are held to beside what they ask for
 * @param unknownNetwork what becomes of a container that asks for a network nobody configured
 * @param defaultShutdownGrace between SIGTERM and SIGKILL, for tasks that do not say; 0 to 1 day
 * @param workerThreads how many calls of the agent are worked on at a time; 1 to 1024
 */
public record DaemonConfig(
    Places places,
    Images images,
    Trust trust,
    GarbageCollection gc,
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
   * @param places where they are looked for
   * @param network how they are fetched
   * @param fetchTimeout for one image; 1 ms to 1 day
   * @param bounds what they may ask for
   */
  public record Images(
      ImagePlaces places, ImageNetwork network, Duration fetchTimeout, ImageBounds bounds) {
    public Images {
      ConfigKey.FETCH_TIMEOUT.check(fetchTimeout);
      if (!network.allowHttp()
          && network.httpHosts().isEmpty()
          && places.discoveryPrefixes().stream().anyMatch(p -> p.startsWith("http://"))) {
        throw new IllegalArgumentException(
            ConfigKey.DISCOVERY_PREFIXES.name()
                + " "
                + places.discoveryPrefixes()
                + " "
                + HTTP_RULE);
      }
    }

    static final String HTTP_RULE =
        "may have an http:// prefix only where "
            + ConfigKey.ALLOW_HTTP.name()
            + " is true or "
            + ConfigKey.HTTP_HOSTS.name()
            + " names a host";
  }

  /**
   * What an image may ask for before it is refused.
   *
   * @param size of an uncompressed image
   * @param compressionRatio uncompressed to compressed; 2 to 100,000
   * @param entries files, directories and links; 2 to 100,000,000
   * @param pathLength of a path or link target in bytes; 255 to 65,536
   * @param manifestSize 1 KB to 1 GB
   */
  public record ImageBounds(
      Bytes size, int compressionRatio, int entries, int pathLength, Bytes manifestSize) {
    public ImageBounds {
      ConfigKey.MAX_IMAGE_SIZE.check(size);
      ConfigKey.MAX_COMPRESSION_RATIO.check(compressionRatio);
      ConfigKey.MAX_ENTRIES.check(entries);
      ConfigKey.MAX_PATH_LENGTH.check(pathLength);
      ConfigKey.MAX_MANIFEST_SIZE.check(manifestSize);
    }
  }

  /**
   * Where images are looked for.
   *
   * @param directories searched for images first, in this order; absolute
   * @param discoveryPrefixes put before an image's name by simple discovery, in this order
   * @param searchOrder where a name is looked for
   * @param mirrors directories in the layout of simple discovery; absolute
   * @param pagesKept how long pages of meta discovery are remembered
   */
  public record ImagePlaces(
      List<Path> directories,
      List<String> discoveryPrefixes,
      List<SearchPlace> searchOrder,
      List<Path> mirrors,
      Duration pagesKept) {
    public ImagePlaces {
      directories = ConfigKey.IMAGE_DIRECTORIES.check(directories);
      discoveryPrefixes = ConfigKey.DISCOVERY_PREFIXES.check(discoveryPrefixes);
      searchOrder = ConfigKey.SEARCH_ORDER.check(searchOrder);
      mirrors = ConfigKey.MIRRORS.check(mirrors);
      ConfigKey.PAGES_KEPT.check(pagesKept);
    }
  }

  /**
   * How images are fetched.
   *
   * @param allowHttp whether images may come over plain HTTP
   * @param httpHosts hosts that they may come from over plain HTTP in any case
   * @param credentials directories as rkt's {@code auth.d}; absolute
   * @param dockerLogins as Docker's {@code config.json}; absolute
   * @param proxies one for all, or two, for http and https locations
   * @param noProxy hosts that are reached without
   */
  public record ImageNetwork(
      boolean allowHttp,
      List<HostPattern> httpHosts,
      List<Path> credentials,
      Path dockerLogins,
      List<URI> proxies,
      List<HostPattern> noProxy) {
    public ImageNetwork {
      httpHosts = ConfigKey.HTTP_HOSTS.check(httpHosts);
      credentials = ConfigKey.CREDENTIALS.check(credentials);
      ConfigKey.DOCKER_LOGINS.check(dockerLogins);
      proxies = ConfigKey.PROXIES.check(proxies);
      noProxy = ConfigKey.NO_PROXY.check(noProxy);
    }
  }

  /**
   * Which images are let in.
   *
   * @param keys the operator's trusted keys; absolute
   * @param systemKeys directories of trusted keys that are only read; absolute
   * @param unsigned images that need no signature
   * @param passphrases for encrypted images
   */
  public record Trust(
      Path keys, List<Path> systemKeys, List<NamePrefix> unsigned, List<PrefixFile> passphrases) {
    public Trust {
      ConfigKey.TRUSTED_KEYS.check(keys);
      systemKeys = ConfigKey.SYSTEM_KEYS.check(systemKeys);
      unsigned = ConfigKey.UNSIGNED.check(unsigned);
      passphrases = ConfigKey.PASSPHRASES.check(passphrases);
    }
  }

  /**
   * When images are garbage.
   *
   * @param interval between two collections; zero for none
   * @param unusedFor how long an image may lie unused
   * @param maxSize of all images; 0 for no limit
   * @param minFree of the file system; 0 for no limit
   */
  public record GarbageCollection(
      Duration interval, Duration unusedFor, Bytes maxSize, Bytes minFree) {
    public GarbageCollection {
      ConfigKey.GC_INTERVAL.check(interval);
      ConfigKey.GC_UNUSED_FOR.check(unusedFor);
      ConfigKey.GC_MAX_SIZE.check(maxSize);
      ConfigKey.GC_MIN_FREE.check(minFree);
    }
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
