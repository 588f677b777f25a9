package io.mesosappc.isolators.types;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an app executes, and as whom.
 *
 * @param program without a slash it is searched in {@code PATH} of {@code environment} inside the
 *     app's root, a relative one with a slash is taken from {@code workingDirectory}
 * @param arguments argv, from 0 on; not empty
 * @param environment the whole environment, in order
 * @param workingDirectory absolute path inside the root
 * @param identity whom it runs as
 * @param capabilities names such as {@code CAP_CHOWN}: the bounding set, and what a root process
 *     has
 * @param noNewPrivileges whether set-user-ID programs give nothing (man 2 prctl,
 *     PR_SET_NO_NEW_PRIVS)
 */
public record ProcessPlan(
    String program,
    List<String> arguments,
    Map<String, String> environment,
    String workingDirectory,
    Identity identity,
    Set<String> capabilities,
    boolean noNewPrivileges) {
  public ProcessPlan {
    if (program.isEmpty() || arguments.isEmpty()) {
      throw new IllegalArgumentException("an app needs a program to execute, and its argv[0]");
    }
    arguments = List.copyOf(arguments);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * A user and groups, as an image manifest names them.
   *
   * @param user a name or number of the root's /etc/passwd, or the absolute path of a file in the
   *     root whose owner is meant (spec, image manifest {@code user})
   * @param group likewise with /etc/group; absent: the user's own group in /etc/passwd, 0 if it has
   *     none
   * @param supplementaryGids further groups, by number
   */
  public record Identity(String user, Optional<String> group, List<Long> supplementaryGids) {
    public Identity {
      supplementaryGids = List.copyOf(supplementaryGids);
    }

    /** A user with the group that it has in /etc/passwd, and no other. */
    public static Identity user(String name) {
      return new Identity(name, Optional.empty(), List.of());
    }
  }
}
