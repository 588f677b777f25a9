package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.LayerTree.Inode;
import io.mesosappc.appc.image.TarEntry;
import io.mesosappc.appc.image.TarFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Users and groups as an image's own {@code /etc/passwd} and {@code /etc/group} have them. */
final class UserDatabase {
  private static final int LONGEST_FILE = 1 << 20;

  private final List<String[]> users;
  private final List<String[]> groups;

  private UserDatabase(List<String[]> users, List<String[]> groups) {
    this.users = users;
    this.groups = groups;
  }

  static UserDatabase of(LayerTree tree, List<TarFile> layers) throws IOException {
    return new UserDatabase(
        lines(tree, layers, "etc/passwd", 4), lines(tree, layers, "etc/group", 3));
  }

  static UserDatabase of(String passwd, String group) {
    return new UserDatabase(lines(passwd, 4), lines(group, 3));
  }

  /** The number of a user's own group; the user is a name or a number. */
  Optional<String> groupOf(String user) {
    return entry(user).map(fields -> fields[3]);
  }

  /** Numbers of the further groups that a user is a member of, ascending. */
  List<Long> furtherGroups(String user) {
    Optional<String> name = entry(user).map(fields -> fields[0]);
    List<Long> gids = new ArrayList<>();
    for (String[] fields : groups) {
      boolean member =
          name.isPresent()
              && fields.length > 3
              && Arrays.asList(fields[3].split(",", -1)).contains(name.get());
      if (member && fields[2].matches("[0-9]{1,9}")) {
        gids.add(Long.parseLong(fields[2]));
      }
    }
    return gids.stream().distinct().sorted().toList();
  }

  private Optional<String[]> entry(String user) {
    Optional<String[]> byName = users.stream().filter(f -> f[0].equals(user)).findFirst();
    return byName.or(() -> users.stream().filter(f -> f[2].equals(user)).findFirst());
  }

  private static List<String[]> lines(
      LayerTree tree, List<TarFile> layers, String path, int leastFields) throws IOException {
    Optional<Inode> inode = tree.file(path);
    if (inode.isEmpty()) {
      return List.of();
    }
    TarFile.Opened file = layers.get(inode.get().layer).open(inode.get().at);
    if (file.entry().type() != TarEntry.Type.FILE) {
      return List.of();
    }
    byte[] content = file.content().readNBytes(LONGEST_FILE);
    return lines(new String(content, StandardCharsets.UTF_8), leastFields);
  }

  private static List<String[]> lines(String text, int leastFields) {
    return text.lines().map(l -> l.split(":", -1)).filter(f -> f.length >= leastFields).toList();
  }
}
