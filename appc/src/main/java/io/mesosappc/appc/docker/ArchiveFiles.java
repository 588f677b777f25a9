package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import io.mesosappc.appc.image.EntryPath;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.TarEntry;
import io.mesosappc.appc.image.TarFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files in an image archive, read where they lie. A compressed archive is decompressed into a
 * temporary file first. {@code docker save} stores a layer once and refers to it by links.
 */
final class ArchiveFiles implements LayoutFiles {
  private static final int MOST_LINKS = 8;

  private final Path file;
  private final FileChannel channel;
  private final TarFile tar;
  private final Map<String, Long> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  private ArchiveFiles(Path file, FileChannel channel, ImageLimits limits) throws IOException {
    this.file = file;
    this.channel = channel;
    this.tar = new TarFile(channel, limits);
    try {
      tar.visit(this::add);
    } catch (ImageFormatException e) {
      throw new DockerException(Kind.INVALID, file + " is no image archive: " + e.getMessage(), e);
    }
  }

  static ArchiveFiles open(Path file, Path spool, ImageLimits limits) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DockerException(Kind.NOT_FOUND, "there is no image archive " + file);
    }
    FileChannel channel = uncompressed(file, spool, limits);
    try {
      return new ArchiveFiles(file, channel, limits);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    String at = path;
    for (int hops = 0; hops <= MOST_LINKS; hops++) {
      Long place = files.get(at);
      if (place != null) {
        return tar.open(place).content();
      }
      String target = links.get(at);
      if (target == null) {
        break;
      }
      at = target;
    }
    throw new DockerException(Kind.NOT_FOUND, "there is no file " + path + " in " + file);
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static FileChannel uncompressed(Path file, Path spool, ImageLimits limits)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (!LayerCompression.isCompressed(in.readNBytes(LayerCompression.MAGIC_BYTES))) {
        return FileChannel.open(file);
      }
    }
    FileChannel spooled = TemporaryFile.create(spool);
    try (InputStream in = Files.newInputStream(file);
        InputStream plain = LayerCompression.decompress(in, limits)) {
      TemporaryFile.fill(spooled, plain, limits.uncompressedBytes(), file.toString());
      return spooled;
    } catch (IOException | RuntimeException e) {
      spooled.close();
      throw e;
    }
  }

  private void add(long at, TarEntry entry) throws IOException {
    String name = EntryPath.normalise(entry.name(), entry.name());
    switch (entry.type()) {
      case FILE -> {
        files.put(name, at);
        links.remove(name);
      }
      case SYMBOLIC_LINK -> {
        links.put(name, resolved(name, entry.linkName()));
        files.remove(name);
      }
      case HARD_LINK -> {
        links.put(name, EntryPath.normalise(entry.name(), entry.linkName()));
        files.remove(name);
      }
      default -> {}
    }
  }

  /** The target of a symbolic link as a name of the archive; climbing ends at its top. */
  private static String resolved(String link, String target) {
    List<String> parts = new ArrayList<>(Arrays.asList(link.split("/", -1)));
    parts.remove(parts.size() - 1);
    for (String part : target.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }
}
