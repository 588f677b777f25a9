package io.mesosappc.isolators.mount;

import java.util.List;

/**
 * A user and groups by number.
 *
 * @param uid user, 0 to 4294967295 as an unsigned number
 * @param gid group, likewise
 * @param groups supplementary groups
 */
public record NumericIdentity(int uid, int gid, List<Integer> groups) {
  public NumericIdentity {
    groups = List.copyOf(groups);
  }
}
