package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.InvalidManifestException;
import io.mesosappc.appc.schema.ManifestReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Builds an image archive from an image layout, a directory with {@code manifest} and {@code
 * rootfs} (spec aci.md §Image Layout). The same layout gives the same archive byte for byte:
 * entries are sorted, headers hold numbers and no names of users, and times are the files' own, or
 * clamped. Thread-safe.
 *
 * <pre>{@code
 * BuiltImage image =
 *     new AciBuilder(ImageLimits.DEFAULT, AttributeSource.USER)
 *         .build(Path.of("hello"), Path.of("hello.aci"), BuildOptions.DEFAULT);
 * System.out.println(image.id());
 * }</pre>
 */
public final class AciBuilder {
  private static final String SUFFIX = ".aci";
  private static final String MANIFEST = "manifest";
  private static final String ROOTFS = "rootfs";

  private final ImageLimits limits;
  private final AttributeSource attributes;

  /**
   * A builder.
   *
   * @param limits of which only those of the manifest count
   * @param attributes who reads extended attributes; with {@link AttributeSource#NONE} they are
   *     lost
   */
  public AciBuilder(ImageLimits limits, AttributeSource attributes) {
    this.limits = limits;
    this.attributes = attributes;
  }

  /**
   * Builds an image. The file appears complete or not at all, and an older one of the same name
   * stays until then.
   *
   * @param layout directory with {@code manifest} and {@code rootfs} and nothing else; the manifest
   *     may be missing when the options have one
   * @param archive file to write, whose name ends with {@code .aci}; not inside the layout
   * @throws ImageFormatException when the layout is not one, or its manifest is not valid
   * @throws IOException when reading or writing fails, there is a socket in the layout, or the
   *     archive has another ending or lies inside the layout
   */
  public BuiltImage build(Path layout, Path archive, BuildOptions options) throws IOException {
    checkTarget(layout, archive);
    byte[] manifest = manifest(layout, options);
    ImageManifest parsed = parse(manifest);
    checkLayout(layout);
    HostTree tree = new HostTree(attributes, options.latestTime(), options.rootOwned());
    AciWriter writer = new AciWriter(manifest).tree(tree, layout.resolve(ROOTFS));
    Path partial = archive.resolveSibling("." + archive.getFileName() + "." + UUID.randomUUID());
    try {
      ImageId id = write(writer, partial, options.compression());
      long length = Files.size(partial);
      replace(partial, archive);
      return new BuiltImage(id, parsed, writer.entries(), length);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static ImageId write(AciWriter writer, Path file, Compression compression)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      ImageId id = writer.write(out, compression);
      out.flush();
      channel.force(true);
      return id;
    }
  }

  private static void replace(Path partial, Path archive) throws IOException {
    try {
      Files.move(
          partial, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, archive, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void checkTarget(Path layout, Path archive) throws IOException {
    if (!archive.toString().endsWith(SUFFIX)) {
      throw new IOException(
          "cannot build " + archive + ": the name of an image archive ends with " + SUFFIX);
    }
    Path real = layout.toRealPath();
    Path parent = archive.toAbsolutePath().resolveSibling("").normalize();
    if (Files.exists(parent) && parent.toRealPath().startsWith(real)) {
      throw new IOException(
          "cannot build " + archive + ": it would be inside " + layout + "; write it elsewhere");
    }
  }

  private byte[] manifest(Path layout, BuildOptions options) throws IOException {
    if (options.manifest().isPresent()) {
      return options.manifest().get().toJson().getBytes(StandardCharsets.UTF_8);
    }
    Path file = layout.resolve(MANIFEST);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ImageFormatException("", layout + " has no regular file \"" + MANIFEST + "\"");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limits.manifestBytes() + 1);
    }
  }

  private ImageManifest parse(byte[] manifest) throws ImageFormatException {
    try {
      return new ManifestReader(limits.manifestBytes(), limits.manifestDepth()).read(manifest);
    } catch (InvalidManifestException e) {
      throw new ImageFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void checkLayout(Path layout) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(layout)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    names.remove(MANIFEST);
    if (!names.remove(ROOTFS)
        || !Files.isDirectory(layout.resolve(ROOTFS), LinkOption.NOFOLLOW_LINKS)) {
      throw new ImageFormatException("", layout + " has no directory \"" + ROOTFS + "\"");
    }
    if (!names.isEmpty()) {
      throw new ImageFormatException(
          "", layout + " holds more than \"manifest\" and \"rootfs\": " + names);
    }
  }
}
