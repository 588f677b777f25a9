package io.mesosappc.isolators.types;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an app executes, and as whom.
 *
 * @param exec program and arguments, not empty; a program without a slash is searched in {@code
 *     PATH} of {@code environment} inside the app's root, a relative one with a slash is taken from
 *     {@code workingDirectory}
 * @param environment the whole environment, in order
 * @param workingDirectory absolute path inside the root
 * @param user as in an image manifest: a name or number of the root's /etc/passwd, or the absolute
 *     path of a file in the root whose owner is meant (spec, image manifest {@code user})
 * @param group likewise with /etc/group
 * @param supplementaryGids further groups, by number
 * @param capabilities names such as {@code CAP_CHOWN}: the bounding set, and what a root process
 *     has
 * @param noNewPrivileges whether set-user-ID programs give nothing (man 2 prctl,
 *     PR_SET_NO_NEW_PRIVS)
 */
public record ProcessPlan(
    List<String> exec,
    Map<String, String> environment,
    String workingDirectory,
    String user,
    String group,
    List<Long> supplementaryGids,
    Set<String> capabilities,
    boolean noNewPrivileges) {
  public ProcessPlan {
    if (exec.isEmpty()) {
      throw new IllegalArgumentException("an app needs a program to execute");
    }
    exec = List.copyOf(exec);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    supplementaryGids = List.copyOf(supplementaryGids);
    capabilities = Set.copyOf(capabilities);
  }
}
