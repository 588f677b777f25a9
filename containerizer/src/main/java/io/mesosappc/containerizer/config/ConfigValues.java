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
            many(ConfigKey.IMAGE_DIRECTORIES),
            many(ConfigKey.DISCOVERY_PREFIXES),
            one(ConfigKey.ALLOW_HTTP),
            one(ConfigKey.FETCH_TIMEOUT),
            one(ConfigKey.MAX_IMAGE_SIZE)),
        new DaemonConfig.Limits(one(ConfigKey.CPU_QUOTA), one(ConfigKey.PIDS)),
        one(ConfigKey.UNKNOWN_NETWORK),
        one(ConfigKey.DEFAULT_SHUTDOWN_GRACE),
        one(ConfigKey.WORKER_THREADS));
  }
}
