package io.mesosappc.appc.render;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.AcVersion;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Unpacked images made by hand, and a resolver that knows them all by name. */
final class TestImages implements ImageResolver {
  private final Path directory;
  private final Map<AcIdentifier, StoredImage> byName = new HashMap<>();
  private final Map<ImageId, Set<Long>> sizes = new HashMap<>();
  private final List<Dependency> asked = new ArrayList<>();

  TestImages(Path directory) {
    this.directory = directory;
  }

  static AcIdentifier name(String name) {
    return AcIdentifier.parse("example.com/" + name);
  }

  static Dependency dependency(String name) {
    return new Dependency(name(name), Optional.empty(), Labels.NONE, Optional.empty());
  }

  /** An ID that nothing was hashed for. */
  static ImageId id(String name) {
    byte[] digest = new byte[64];
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, digest, 0, bytes.length);
    return ImageId.ofDigest(digest);
  }

  Image image(String name) throws IOException {
    return new Image(name);
  }

  StoredImage get(String name) {
    StoredImage image = byName.get(name(name));
    if (image == null) {
      throw new AssertionError("no image " + name);
    }
    return image;
  }

  void size(String name, long... bytes) {
    sizes.put(get(name).id(), Set.copyOf(Arrays.stream(bytes).boxed().toList()));
  }

  /** What was asked for, in this order. */
  List<Dependency> asked() {
    return asked;
  }

  @Override
  public StoredImage resolve(Dependency dependency) throws DependencyException {
    asked.add(dependency);
    StoredImage image = byName.get(dependency.imageName());
    if (image == null) {
      throw new DependencyException("no place has it", new IOException("404"));
    }
    return image;
  }

  @Override
  public Set<Long> sizes(StoredImage image) {
    return sizes.getOrDefault(image.id(), Set.of());
  }

  /** One image that is being made. */
  final class Image {
    private final String name;
    private final Path rootfs;
    private final List<Dependency> dependencies = new ArrayList<>();
    private List<String> whitelist = List.of();
    private Labels labels = Labels.NONE;

    private Image(String name) throws IOException {
      this.name = name;
      this.rootfs = Files.createDirectories(directory.resolve(name).resolve("rootfs"));
      put();
    }

    Image dependsOn(String... names) {
      for (String dependency : names) {
        dependencies.add(dependency(dependency));
      }
      return put();
    }

    Image dependsOn(Dependency dependency) {
      dependencies.add(dependency);
      return put();
    }

    Image labels(String... namesAndValues) {
      labels = Labels.of(namesAndValues);
      return put();
    }

    Image whitelist(String... paths) {
      whitelist = List.of(paths);
      return put();
    }

    Image file(String path, String content) throws IOException {
      Files.writeString(parent(path), content);
      return this;
    }

    /** Directories that the image's archive would not name. */
    Image implied(String... paths) throws IOException {
      Files.writeString(
          rootfs.resolveSibling(AciReader.IMPLIED_DIRECTORIES),
          Arrays.stream(paths).map(path -> path.substring(1)).collect(Collectors.joining("\0")));
      return this;
    }

    Image directory(String path) throws IOException {
      Files.createDirectories(at(path));
      return this;
    }

    Image symbolicLink(String path, String target) throws IOException {
      Files.createSymbolicLink(parent(path), Path.of(target));
      return this;
    }

    Image hardLink(String path, String existing) throws IOException {
      Files.createLink(parent(path), at(existing));
      return this;
    }

    Image mode(String path, int mode) throws IOException {
      Files.setAttribute(at(path), "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
      return this;
    }

    Image owner(String path, int uid, int gid) throws IOException {
      Files.setAttribute(at(path), "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(at(path), "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
      return this;
    }

    Image attribute(String path, String attribute, String value) throws IOException {
      Files.getFileAttributeView(
              at(path), UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .write(attribute, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
      return this;
    }

    /** To be called last, since what is put into a directory changes its time. */
    Image modified(String path, long seconds) throws IOException {
      FileTime time = FileTime.from(Instant.ofEpochSecond(seconds, 123_456_000));
      Files.getFileAttributeView(at(path), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(time, time, null);
      return this;
    }

    StoredImage stored() {
      return get(name);
    }

    private Path at(String path) {
      return rootfs.resolve(path.substring(1));
    }

    private Path parent(String path) throws IOException {
      Path file = at(path);
      Files.createDirectories(file.getParent());
      return file;
    }

    private Image put() {
      ImageManifest manifest =
          new ImageManifest(
              ImageManifest.KIND,
              AcVersion.SPECIFICATION,
              TestImages.name(name),
              labels,
              Optional.empty(),
              dependencies,
              whitelist,
              List.of(),
              Map.of());
      byName.put(TestImages.name(name), new StoredImage(id(name), manifest, rootfs));
      return this;
    }
  }
}
