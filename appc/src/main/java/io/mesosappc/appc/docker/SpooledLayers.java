package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import io.mesosappc.appc.docker.ImageContents.LayerBlob;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.TarFile;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of one image, checked and decompressed into temporary files. Closing frees them. Not
 * thread-safe.
 */
final class SpooledLayers implements Closeable {
  private static final long RATIO_LOOKED_AT_FROM = 64L << 20;

  private final Path directory;
  private final DockerLimits limits;
  private final List<TarFile> layers = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Digest, FileChannel> files = new HashMap<>();
  private long total;

  private SpooledLayers(Path directory, DockerLimits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  /**
   * Reads all layers of an image.
   *
   * @param directory where temporary files are made
   * @throws DockerException when a layer is not what its descriptor and the configuration say
   */
  static SpooledLayers of(ImageContents image, Path directory, DockerLimits limits)
      throws IOException {
    List<Document> diffIds = image.config().required("rootfs").list("diff_ids");
    if (diffIds.size() != image.layers().size()) {
      throw image
          .config()
          .problem(
              "speaks of "
                  + diffIds.size()
                  + " layers, but the image has "
                  + image.layers().size());
    }
    SpooledLayers spooled = new SpooledLayers(directory, limits);
    try {
      for (int i = 0; i < diffIds.size(); i++) {
        spooled.add(image.layers().get(i), diffIds.get(i).digest());
      }
      return spooled;
    } catch (IOException | RuntimeException e) {
      spooled.close();
      throw e;
    }
  }

  /** The layers, lowest first. */
  List<TarFile> layers() {
    return layers;
  }

  /** Lays them over each other. */
  LayerTree merge() throws IOException {
    LayerTree tree = new LayerTree(limits);
    for (int i = 0; i < layers.size(); i++) {
      int layer = i;
      try {
        layers.get(i).visit((at, entry) -> tree.add(layer, at, entry));
      } catch (ImageFormatException | DockerException e) {
        throw new DockerException(Kind.INVALID, names.get(i) + ": " + e.getMessage(), e);
      }
    }
    return tree;
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files.values()) {
      file.close();
    }
  }

  private void add(LayerBlob layer, Digest diffId) throws IOException {
    // The same content may lie in an image several times: the empty layer often does.
    FileChannel there = files.get(diffId);
    if (there == null) {
      FileChannel file = TemporaryFile.create(directory);
      files.put(diffId, file);
      fill(file, layer, diffId);
      total += file.size();
      there = file;
    }
    layers.add(new TarFile(there, limits.layers()));
    names.add(layer.name());
  }

  private void fill(FileChannel file, LayerBlob layer, Digest diffId) throws IOException {
    try (InputStream blob = layer.content().open()) {
      Counted counted = new Counted(blob);
      DigestInputStream plain =
          new DigestInputStream(
              new Measured(
                  LayerCompression.decompress(counted, limits.layers()),
                  counted,
                  limits.layers().ratio()),
              diffId.algorithm().start());
      TemporaryFile.fill(file, plain, limits.layers().uncompressedBytes() - total, layer.name());
      // A decompressor may stop before the end of the blob, where the blob's digest is checked.
      if (counted.read(new byte[1]) >= 0) {
        throw DockerException.invalid(layer.name() + " goes on behind its compressed data");
      }
      Digest actual = Digest.of(diffId.algorithm(), plain.getMessageDigest());
      if (!actual.equals(diffId)) {
        throw DockerException.invalid(
            layer.name()
                + " has the content "
                + actual
                + ", but the image's configuration says "
                + diffId);
      }
    } catch (DockerException e) {
      throw e;
    } catch (SourceFailure e) {
      throw e.failure;
    } catch (IOException | RuntimeException e) {
      // What third-party decompressors throw on hostile data.
      throw corrupt(layer, e);
    }
  }

  private static DockerException corrupt(LayerBlob layer, Exception cause) {
    return new DockerException(
        Kind.INVALID, layer.name() + " is corrupt: " + cause.getMessage(), cause);
  }

  /** The source of a layer failed; the layer may be sound. */
  private static final class SourceFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    SourceFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  /** Counts what a decompressor takes in, and tells failures of the source from its own. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int read = in.read(target, offset, length);
        count += Math.max(0, read);
        return read;
      } catch (IOException e) {
        throw new SourceFailure(e);
      }
    }
  }

  /** Refuses what grows out of proportion. */
  private static final class Measured extends FilterInputStream {
    private final Counted compressed;
    private final int ratio;
    private long count;

    Measured(InputStream in, Counted compressed, int ratio) {
      super(in);
      this.compressed = compressed;
      this.ratio = ratio;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      count += Math.max(0, read);
      if (count > RATIO_LOOKED_AT_FROM && count / ratio > compressed.count) {
        throw DockerException.invalid(
            "a layer grows more than " + ratio + " times when decompressed, the limit");
      }
      return read;
    }
  }
}
