package io.mesosappc.containerizer.sandbox;

/**
 * Whom the fetched files belong to: the user the task runs as.
 *
 * @param uid user number of the host
 * @param gid group number of the host
 */
public record Owner(int uid, int gid) {
  public Owner {
    if (uid < 0 || gid < 0) {
      throw new IllegalArgumentException("uid and gid must be 0 or more: " + uid + ":" + gid);
    }
  }

  /**
   * Whether a file's mode allows this user all of {@code access} ({@code man 7 path_resolution}:
   * the first class that fits decides).
   *
   * @param access bits as in {@code man 2 access}: 4 to read, 1 to execute or search
   */
  boolean may(int access, int fileUid, int fileGid, int mode) {
    if (uid == 0) {
      return true;
    }
    int shift = uid == fileUid ? 6 : gid == fileGid ? 3 : 0;
    return ((mode >> shift) & access) == access;
  }
}
