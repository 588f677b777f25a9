package io.mesosappc.containerizer.config;

import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.fetch.HostPattern;
import io.mesosappc.appc.schema.NamePrefix;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A key of the configuration file. The constants are the only place that knows the names, defaults
 * and rules: the reader, the records' constructors and the reference page all use them.
 *
 * @param name full name, sections separated by dots
 * @param type of the value, or of every element of a list
 * @param list whether the file gives a list; {@code defaults} has one element otherwise
 * @param defaults what holds when the file does not say
 * @param description for the reference page; whole sentences
 */
record ConfigKey<T>(
    String name, ValueType<T> type, boolean list, List<T> defaults, String description) {
  static final ConfigKey<Path> RUN_DIR =
      one(
          "run_dir",
          ValueType.socketDirectory(),
          Path.of("/run/mesos-appc"),
          "Sockets and the state of running containers. Must survive a restart of the daemon and"
              + " vanish with a restart of the machine: keep it on a tmpfs.");
  static final ConfigKey<Path> WORK_DIR =
      one(
          "work_dir",
          ValueType.absolutePath(),
          Path.of("/var/lib/mesos-appc"),
          "Images and the writable layers of containers. Needs a file system that can be the upper"
              + " layer of an overlay, such as ext4 or xfs; not itself an overlay.");
  static final ConfigKey<String> CGROUP_ROOT =
      one(
          "cgroup_root",
          ValueType.cgroupPath(),
          "mesos-appc",
          "The cgroup that holds one cgroup for each container, in every hierarchy.");
  static final ConfigKey<Path> IMAGE_DIRECTORIES =
      many(
          "images.directories",
          ValueType.absolutePath(),
          List.of(Path.of("/etc/mesos-appc/images")),
          "Directories that are searched for `.aci` files before an image is looked for elsewhere,"
              + " in this order.");
  static final ConfigKey<String> DISCOVERY_PREFIXES =
      many(
          "images.discovery_prefixes",
          ValueType.discoveryPrefix(),
          List.of("https://"),
          "What simple discovery puts before an image's name, in this order. An `http://` prefix"
              + " also needs `allow_http`.");
  static final ConfigKey<Boolean> ALLOW_HTTP =
      one(
          "images.allow_http",
          ValueType.flag(),
          false,
          "Whether images may come over plain HTTP, where anybody on the way can exchange them.");
  static final ConfigKey<SearchPlace> SEARCH_ORDER =
      many(
          "images.search_order",
          ValueType.word(SearchPlace.class),
          List.of(SearchPlace.LOCAL, SearchPlace.SIMPLE, SearchPlace.META),
          "Where an image is looked for by its name, in this order: `local` (directories, then"
              + " mirrors), `simple` (locations made from the name), `meta` (what the web page of"
              + " the name says). What is left out is not asked.");
  static final ConfigKey<Path> MIRRORS =
      many(
          "images.mirrors",
          ValueType.absolutePath(),
          List.of(),
          "Directories that mirror simple discovery: `example.com/app-1.0.0-linux-amd64.aci`, its"
              + " signature beside it as `.aci.asc`.");
  static final ConfigKey<Duration> PAGES_KEPT =
      one(
          "images.pages_kept",
          ValueType.duration(Duration.ZERO, Duration.ofDays(30)),
          Duration.ofHours(1),
          "How long it is remembered what a page of meta discovery said; that it said nothing, for a"
              + " minute at most.");
  static final ConfigKey<HostPattern> HTTP_HOSTS =
      many(
          "images.http_hosts",
          ValueType.host(),
          List.of(),
          "Hosts that may be asked over plain HTTP while `allow_http` is false, such as"
              + " `*.lab.example.com`, `10.0.0.0/8` or `localhost:5000`. A registry that is named"
              + " itself, not by a pattern, is always asked so.");
  static final ConfigKey<Path> CREDENTIALS =
      many(
          "images.credentials",
          ValueType.absolutePath(),
          List.of(Path.of("/etc/mesos-appc/auth.d")),
          "Directories with credentials for hosts, in files as rkt's `auth.d` has them (kind `auth`,"
              + " type `basic` or `oauth`). Later ones win.");
  static final ConfigKey<Path> DOCKER_LOGINS =
      one(
          "images.docker_logins",
          ValueType.absolutePath(),
          Path.of("/etc/mesos-appc/docker.json"),
          "Logins of registries, a file as Docker's `config.json`. It need not exist. The credential"
              + " helpers that it names are run.");
  static final ConfigKey<URI> PROXIES =
      many(
          "images.proxies",
          ValueType.proxy(),
          List.of(),
          "The proxy that images are fetched through: one for everything, or two, for http and then"
              + " for https locations. Without any, the environment's HTTP_PROXY, HTTPS_PROXY and"
              + " NO_PROXY hold.");
  static final ConfigKey<HostPattern> NO_PROXY =
      many(
          "images.no_proxy",
          ValueType.host(),
          List.of(),
          "Hosts that are reached without the proxy.");
  static final ConfigKey<Duration> FETCH_TIMEOUT =
      one(
          "images.fetch_timeout",
          ValueType.duration(Duration.ofMillis(1), Duration.ofDays(1)),
          Duration.ofMinutes(5),
          "How long fetching one image may take. The agent gives up on a container after its own"
              + " `--executor_registration_timeout` (1mins by default): raise that too for large"
              + " images.");
  static final ConfigKey<Bytes> MAX_IMAGE_SIZE =
      one(
          "images.max_image_size",
          ValueType.size(new Bytes(1)),
          Bytes.parse("16GB"),
          "The largest image that is accepted, uncompressed.");
  static final ConfigKey<Integer> MAX_COMPRESSION_RATIO =
      one(
          "images.max_compression_ratio",
          ValueType.integer(2, 100_000),
          500,
          "How many times its compressed size an image may have, looked at after its first 64 MB.");
  static final ConfigKey<Integer> MAX_ENTRIES =
      one(
          "images.max_entries",
          ValueType.integer(2, 100_000_000),
          1_000_000,
          "The most files, directories and links of one image.");
  static final ConfigKey<Integer> MAX_PATH_LENGTH =
      one(
          "images.max_path_length",
          ValueType.integer(255, 65_536),
          4096,
          "The longest path or link target in an image, in bytes.");
  static final ConfigKey<Bytes> MAX_MANIFEST_SIZE =
      one(
          "images.max_manifest_size",
          ValueType.size(new Bytes(1024), new Bytes(1L << 30)),
          Bytes.parse("4MB"),
          "The largest manifest of an image.");
  static final ConfigKey<Path> TRUSTED_KEYS =
      one(
          "trust.keys",
          ValueType.absolutePath(),
          Path.of("/etc/mesos-appc/trustedkeys"),
          "The operator's directory of trusted OpenPGP keys, laid out as rkt's, which `mesos-appc"
              + " trust` writes to. What stands here has the last word.");
  static final ConfigKey<Path> SYSTEM_KEYS =
      many(
          "trust.system_keys",
          ValueType.absolutePath(),
          List.of(
              Path.of("/usr/lib/rkt/trustedkeys"), Path.of("/usr/share/mesos-appc/trustedkeys")),
          "Directories of trusted keys that are only read; later ones win.");
  static final ConfigKey<NamePrefix> UNSIGNED =
      many(
          "trust.unsigned",
          ValueType.namePrefix(),
          List.of(),
          "Images that need no signature, by name: this one and those below it, or `*` for all."
              + " Docker images have none: they need their registry here, such as"
              + " `registry-1.docker.io`. Each use is logged.");
  static final ConfigKey<PrefixFile> PASSPHRASES =
      many(
          "trust.passphrases",
          ValueType.prefixFile(),
          List.of(),
          "Files with the passphrase of encrypted images, as `example.com/secret=/path/to/file`,"
              + " readable for root alone. The longest name counts.");
  static final ConfigKey<Duration> GC_INTERVAL =
      one(
          "gc.interval",
          ValueType.duration(Duration.ZERO, Duration.ofDays(30)),
          Duration.ofHours(1),
          "How often the daemon collects garbage in the image store; 0secs for never. Images of"
              + " containers are never removed.");
  static final ConfigKey<Duration> GC_UNUSED_FOR =
      one(
          "gc.unused_for",
          ValueType.duration(Duration.ofMinutes(1), Duration.ofDays(3650)),
          Duration.ofDays(30),
          "How long an image may lie unused before it is garbage.");
  static final ConfigKey<Bytes> GC_MAX_SIZE =
      one(
          "gc.max_size",
          ValueType.size(new Bytes(0)),
          Bytes.parse("0B"),
          "How much all images may take; the least recently used go first. 0B for no limit.");
  static final ConfigKey<Bytes> GC_MIN_FREE =
      one(
          "gc.min_free",
          ValueType.size(new Bytes(0)),
          Bytes.parse("0B"),
          "How much of the file system of `work_dir` is to be free. 0B for no limit.");
  static final ConfigKey<Boolean> CPU_QUOTA =
      one(
          "limits.cpu_quota",
          ValueType.flag(),
          true,
          "Whether a container's `cpus` are also its upper limit (CFS quota), or only its share"
              + " while others want the processor too.");
  static final ConfigKey<Integer> PIDS =
      one(
          "limits.pids",
          ValueType.integer(1, 4_194_304),
          4096,
          "The most processes and threads a container may have at a time.");
  static final ConfigKey<UnknownNetwork> UNKNOWN_NETWORK =
      one(
          "unknown_network",
          ValueType.word(UnknownNetwork.class),
          UnknownNetwork.REFUSE,
          "What becomes of a container that asks for a network other than `host` and `none`: `host`"
              + " runs it in the host's network, `refuse` fails its launch.");
  static final ConfigKey<Duration> DEFAULT_SHUTDOWN_GRACE =
      one(
          "default_shutdown_grace",
          ValueType.duration(Duration.ZERO, Duration.ofDays(1)),
          Duration.ofSeconds(3),
          "The time between SIGTERM and SIGKILL for tasks that do not say how long they need.");
  static final ConfigKey<Integer> WORKER_THREADS =
      one(
          "worker_threads",
          ValueType.integer(1, 1024),
          32,
          "How many calls of the agent are worked on at a time; further ones queue.");

  /** All keys, in the order of the reference page; those of a section together. */
  static final List<ConfigKey<?>> ALL =
      List.of(
          RUN_DIR,
          WORK_DIR,
          CGROUP_ROOT,
          IMAGE_DIRECTORIES,
          DISCOVERY_PREFIXES,
          SEARCH_ORDER,
          MIRRORS,
          PAGES_KEPT,
          ALLOW_HTTP,
          HTTP_HOSTS,
          CREDENTIALS,
          DOCKER_LOGINS,
          PROXIES,
          NO_PROXY,
          FETCH_TIMEOUT,
          MAX_IMAGE_SIZE,
          MAX_COMPRESSION_RATIO,
          MAX_ENTRIES,
          MAX_PATH_LENGTH,
          MAX_MANIFEST_SIZE,
          TRUSTED_KEYS,
          SYSTEM_KEYS,
          UNSIGNED,
          PASSPHRASES,
          GC_INTERVAL,
          GC_UNUSED_FOR,
          GC_MAX_SIZE,
          GC_MIN_FREE,
          CPU_QUOTA,
          PIDS,
          UNKNOWN_NETWORK,
          DEFAULT_SHUTDOWN_GRACE,
          WORKER_THREADS);

  ConfigKey {
    defaults = List.copyOf(defaults);
    defaults.forEach(d -> type.check(name, d));
  }

  private static <T> ConfigKey<T> one(String name, ValueType<T> type, T value, String description) {
    return new ConfigKey<>(name, type, false, List.of(value), description);
  }

  private static <T> ConfigKey<T> many(
      String name, ValueType<T> type, List<T> values, String description) {
    return new ConfigKey<>(name, type, true, values, description);
  }

  /** The section's name with its dot, e.g. {@code images.}; empty for a key at the top. */
  String section() {
    return name.substring(0, name.lastIndexOf('.') + 1);
  }

  /** The name inside the section. */
  String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Checks a value that is no list. */
  T check(T value) {
    return type.check(name, value);
  }

  /** Checks and copies a list. */
  List<T> check(List<T> values) {
    values.forEach(v -> type.check(name, v));
    return List.copyOf(values);
  }

  /** The default as YAML. */
  String defaultText() {
    List<String> texts =
        defaults.stream()
            .map(d -> list ? '"' + type.print().apply(d) + '"' : type.print().apply(d))
            .toList();
    return list ? texts.stream().collect(Collectors.joining(", ", "[", "]")) : texts.get(0);
  }
}
