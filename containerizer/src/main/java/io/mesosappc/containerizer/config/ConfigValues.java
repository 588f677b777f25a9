package io.mesosappc.containerizer.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The values that a file gives to keys, each of its key's type; the others have their default. */
final class ConfigValues {
  private final Map<ConfigKey<?>, List<?>> given = new HashMap<>();

  private ConfigValues() {}

  static ConfigValues none() {
    return new ConfigValues();
  }

  <T> void put(ConfigKey<T> key, List<T> values) {
    given.put(key, List.copyOf(values));
  }

  <T> T one(ConfigKey<T> key) {
    return many(key).get(0);
  }

  @SuppressWarnings("unchecked") // put() ties a key to values of its type
  <T> List<T> many(ConfigKey<T> key) {
    return (List<T>) given.getOrDefault(key, key.defaults());
  }

  DaemonConfig config() {
    return new DaemonConfig(
        new DaemonConfig.Places(
            one(ConfigKey.RUN_DIR), one(ConfigKey.WORK_DIR), one(ConfigKey.CGROUP_ROOT)),
        new DaemonConfig.Images(
            new DaemonConfig.ImagePlaces(
                many(ConfigKey.IMAGE_DIRECTORIES),
                many(ConfigKey.DISCOVERY_PREFIXES),
                many(ConfigKey.SEARCH_ORDER),
                many(ConfigKey.MIRRORS),
                one(ConfigKey.PAGES_KEPT)),
            new DaemonConfig.ImageNetwork(
                one(ConfigKey.ALLOW_HTTP),
                many(ConfigKey.HTTP_HOSTS),
                many(ConfigKey.CREDENTIALS),
                one(ConfigKey.DOCKER_LOGINS),
                many(ConfigKey.PROXIES),
                many(ConfigKey.NO_PROXY)),
            one(ConfigKey.FETCH_TIMEOUT),
            new DaemonConfig.ImageBounds(
                one(ConfigKey.MAX_IMAGE_SIZE),
                one(ConfigKey.MAX_COMPRESSION_RATIO),
                one(ConfigKey.MAX_ENTRIES),
                one(ConfigKey.MAX_PATH_LENGTH),
                one(ConfigKey.MAX_MANIFEST_SIZE))),
        new DaemonConfig.Trust(
            one(ConfigKey.TRUSTED_KEYS),
            many(ConfigKey.SYSTEM_KEYS),
            many(ConfigKey.UNSIGNED),
            many(ConfigKey.PASSPHRASES)),
        new DaemonConfig.GarbageCollection(
            one(ConfigKey.GC_INTERVAL),
            one(ConfigKey.GC_UNUSED_FOR),
            one(ConfigKey.GC_MAX_SIZE),
            one(ConfigKey.GC_MIN_FREE)),
        new DaemonConfig.Limits(one(ConfigKey.CPU_QUOTA), one(ConfigKey.PIDS)),
        one(ConfigKey.UNKNOWN_NETWORK),
        one(ConfigKey.DEFAULT_SHUTDOWN_GRACE),
        one(ConfigKey.WORKER_THREADS));
  }
}
