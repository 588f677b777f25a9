package io.mesosappc.appc.render;

import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A few images that depend on each other and get into each other's way as often as can be. */
final class RandomImages {
  private static final String[] NAMES = {"a", "b", "c"};

  private final Random random;
  private final TestImages images;
  private final boolean root;
  private final String prefix;

  RandomImages(long seed, TestImages images) {
    this.random = new Random(seed);
    this.images = images;
    this.prefix = "s" + seed + "-";
    this.root = "root".equals(System.getProperty("user.name"));
  }

  /** Makes them, and returns the one that depends on the others. */
  StoredImage make() throws IOException {
    int count = 2 + random.nextInt(5);
    for (int i = count - 1; i >= 0; i--) {
      TestImages.Image image = images.image(prefix + i);
      int dependencies = i == 0 ? 1 + random.nextInt(3) : random.nextInt(4);
      for (int d = 0; d < dependencies && i < count - 1; d++) {
        image.dependsOn(prefix + (i + 1 + random.nextInt(count - 1 - i)));
      }
      if (random.nextInt(3) == 0) {
        image.whitelist(whitelist());
      }
      fill(image);
    }
    return images.get(prefix + 0);
  }

  private String[] whitelist() {
    List<String> paths = new ArrayList<>();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      String path = path();
      paths.add(
          switch (random.nextInt(6)) {
            case 0 -> path + "/";
            case 1 -> "/." + path;
            case 2 -> "/a/.." + path;
            default -> path;
          });
    }
    return paths.toArray(new String[0]);
  }

  private String path() {
    StringBuilder path = new StringBuilder();
    for (int depth = 1 + random.nextInt(3); depth > 0; depth--) {
      path.append('/').append(NAMES[random.nextInt(NAMES.length)]);
    }
    return path.toString();
  }

  private void fill(TestImages.Image image) throws IOException {
    Path rootfs = image.stored().rootfs();
    List<String> files = new ArrayList<>();
    Set<String> all = new TreeSet<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      String path = path();
      if (!isFree(rootfs, path)) {
        continue;
      }
      switch (random.nextInt(5)) {
        case 0 -> image.directory(path);
        case 1 -> image.symbolicLink(path, random.nextBoolean() ? path().substring(1) : path());
        case 2 -> {
          if (files.isEmpty()) {
            image.directory(path);
          } else {
            image.hardLink(path, files.get(random.nextInt(files.size())));
          }
        }
        default -> {
          image.file(path, "" + random.nextInt(1000));
          files.add(path);
        }
      }
      for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
        all.add(path.substring(0, end));
      }
    }
    // Every fifth image is of an archive that does not name all directories.
    if (random.nextInt(5) == 0) {
      List<String> implied = new ArrayList<>();
      for (String path : all) {
        Path file = rootfs.resolve(path.substring(1));
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) && random.nextBoolean()) {
          implied.add(path);
        }
      }
      if (!implied.isEmpty()) {
        image.implied(implied.toArray(new String[0]));
      }
    }
    all.add("/");
    // Deepest first, since what is changed below a directory may change its time.
    for (String path : new TreeSet<>(all).descendingSet()) {
      dress(image, path, rootfs.resolve(path.substring(1)));
    }
  }

  private void dress(TestImages.Image image, String path, Path file) throws IOException {
    boolean link = Files.isSymbolicLink(file);
    if (root && random.nextBoolean()) {
      image.owner(path, random.nextInt(3) * 1000, random.nextInt(3) * 1000);
    }
    if (!link) {
      boolean directory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
      int mode = directory ? 0500 : 0400;
      image.mode(path, 0700);
      if (random.nextInt(3) == 0) {
        image.attribute(path, "x" + random.nextInt(2), "" + random.nextInt(10));
      }
      image.modified(path, 1_000_000_000L + random.nextInt(1_000_000));
      image.mode(path, mode | random.nextInt(02000));
    } else {
      image.modified(path, 1_000_000_000L + random.nextInt(1_000_000));
    }
  }

  private static boolean isFree(Path rootfs, String path) {
    Path at = rootfs.resolve(path.substring(1));
    if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    for (Path above = at.getParent(); !above.equals(rootfs); above = above.getParent()) {
      if (Files.exists(above, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }
}
