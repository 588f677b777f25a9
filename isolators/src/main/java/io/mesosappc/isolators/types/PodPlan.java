package io.mesosappc.isolators.types;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is needed to make a pod, decided before the first act.
 *
 * @param id the container ID: one path component, used as the name of its cgroup
 * @param runDirectory a directory of this pod alone, mode 0700, on a file system of the machine's
 *     run (it need not survive a reboot); holds the control socket and the exit statuses
 * @param namespaces which it has of its own
 * @param hostname its host name; needs {@link Namespace#UTS}
 * @param limits of the whole pod
 * @param app the app; pods of several apps come with PodManifest support
 */
public record PodPlan(
    String id,
    Path runDirectory,
    Set<Namespace> namespaces,
    Optional<String> hostname,
    Limits limits,
    AppPlan app) {
  public PodPlan {
    namespaces = Set.copyOf(namespaces);
    if (id.isEmpty() || id.contains("/") || id.startsWith(".")) {
      throw new IllegalArgumentException("not a container ID: '" + id + "'");
    }
    if (hostname.isPresent() && !namespaces.contains(Namespace.UTS)) {
      throw new IllegalArgumentException("a host name needs a UTS namespace of the pod's own");
    }
  }
}
