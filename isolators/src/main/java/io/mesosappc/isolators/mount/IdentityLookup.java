package io.mesosappc.isolators.mount;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.ProcessPlan.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns the users and groups of a manifest into numbers, by the files of the root that they are
 * for. Pure but for reading them.
 */
final class IdentityLookup {
  private static final int LARGEST_FILE = 1 << 20;
  private static final int NAME = 0;
  private static final int ID = 2;
  private static final int GROUP_OF_USER = 3;
  private static final int MEMBERS = 3;

  private final Source source;

  /** What is looked into. */
  interface Source {
    /** The lines of a file; none if it is missing. */
    List<String> lines(String path) throws ErrnoException;

    /** The owner and group of a file. */
    Syscalls.FileStatus owner(String path) throws ErrnoException;
  }

  IdentityLookup(Source source) {
    this.source = source;
  }

  static IdentityLookup in(Tree tree, Syscalls sys) {
    return new IdentityLookup(
        new Source() {
          @Override
          public List<String> lines(String path) throws ErrnoException {
            return tree.contents(path, LARGEST_FILE)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).lines().toList())
                .orElse(List.of());
          }

          @Override
          public Syscalls.FileStatus owner(String path) throws ErrnoException {
            int file = tree.open(path);
            try {
              return sys.status(file);
            } finally {
              sys.close(file);
            }
          }
        });
  }

  NumericIdentity resolve(Identity identity) throws ErrnoException, MountException {
    boolean needsPasswd = !isNumber(identity.user()) || identity.group().isEmpty();
    List<String> passwd = needsPasswd ? source.lines("/etc/passwd") : List.of();
    int uid = number("user", identity.user(), "/etc/passwd", passwd, Syscalls.FileStatus::uid);
    int gid;
    if (identity.group().isPresent()) {
      String group = identity.group().get();
      gid =
          number(
              "group",
              group,
              "/etc/group",
              isNumber(group) || group.startsWith("/") ? List.of() : source.lines("/etc/group"),
              Syscalls.FileStatus::gid);
    } else {
      gid = entry(passwd, uid).map(fields -> parse(fields[GROUP_OF_USER])).orElse(0);
    }
    List<Integer> groups = new ArrayList<>(List.of(gid)); // as initgroups(3) has it
    identity.supplementaryGids().forEach(group -> groups.add(group.intValue()));
    if (identity.group().isEmpty()) {
      entry(passwd, uid).ifPresent(fields -> groups.addAll(memberships(fields[NAME])));
    }
    return new NumericIdentity(uid, gid, groups.stream().distinct().toList());
  }

  private List<Integer> memberships(String user) {
    List<Integer> groups = new ArrayList<>();
    try {
      for (String line : source.lines("/etc/group")) {
        String[] fields = line.split(":", -1);
        if (fields.length > MEMBERS
            && isNumber(fields[ID])
            && List.of(fields[MEMBERS].split(",", -1)).contains(user)) {
          groups.add(parse(fields[ID]));
        }
      }
    } catch (ErrnoException e) {
      return List.of(); // without a file there are no members
    }
    return groups;
  }

  private int number(
      String kind,
      String name,
      String file,
      List<String> lines,
      Function<Syscalls.FileStatus, Integer> ofOwner)
      throws MountException {
    if (isNumber(name)) {
      return parse(name);
    }
    if (name.startsWith("/")) {
      try {
        return ofOwner.apply(source.owner(name));
      } catch (ErrnoException e) {
        throw new MountException(
            kind + " " + name + ": the file whose owner is meant: " + e.getMessage(), e);
      }
    }
    for (String line : lines) {
      String[] fields = line.split(":", -1);
      if (fields.length > ID && fields[NAME].equals(name) && isNumber(fields[ID])) {
        return parse(fields[ID]);
      }
    }
    throw new MountException(
        kind
            + " '"
            + name
            + "' is not in "
            + file
            + " of the app's root; add it there, or use a number");
  }

  private static Optional<String[]> entry(List<String> passwd, int uid) {
    return passwd.stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length > GROUP_OF_USER)
        .filter(fields -> isNumber(fields[ID]) && isNumber(fields[GROUP_OF_USER]))
        .filter(fields -> parse(fields[ID]) == uid)
        .findFirst();
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    return Long.parseLong(text) <= 0xffff_fffeL; // 4294967295 means "unchanged" to setresuid(2)
  }

  private static int parse(String text) {
    return (int) Long.parseLong(text);
  }
}
