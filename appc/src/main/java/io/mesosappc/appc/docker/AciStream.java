package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.LayerTree.Directory;
import io.mesosappc.appc.docker.LayerTree.Inode;
import io.mesosappc.appc.docker.LayerTree.Leaf;
import io.mesosappc.appc.docker.LayerTree.Node;
import io.mesosappc.appc.image.TarEntry;
import io.mesosappc.appc.image.TarFile;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An ACI as it is read: the manifest, then the merged tree in the order of its names, contents
 * straight from the layers' temporary files. Equal trees give equal bytes, however the layers were
 * cut.
 */
final class AciStream extends InputStream {
  private static final String ROOTFS = "rootfs/";

  /** Would change what an overlay mount with this image shows. */
  private static final List<String> OVERLAY = List.of("trusted.overlay.", "user.overlay.");

  /** A directory that no layer has an entry for, but one has entries in. */
  private static final TarEntry IMPLIED =
      new TarEntry(
          "",
          TarEntry.Type.DIRECTORY,
          "",
          0755,
          0,
          0,
          FileTime.fromMillis(0),
          0,
          0,
          false,
          List.of(),
          Map.of(),
          0,
          0);

  private final List<TarFile> layers;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Deque<InputStream> parts = new ArrayDeque<>();
  private final Map<Inode, String> written = new HashMap<>();
  private final Directory root;
  private boolean begun;
  private boolean ended;

  AciStream(byte[] manifest, LayerTree tree, List<TarFile> layers) {
    this.layers = layers;
    this.root = tree.root();
    parts.add(bytes(PaxHeader.of("manifest", '0', 0644, manifest.length)));
    parts.add(bytes(manifest));
    parts.add(bytes(new byte[PaxHeader.padding(manifest.length)]));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      while (parts.isEmpty()) {
        if (ended) {
          return -1;
        }
        prepareNext();
      }
      int count = parts.element().read(target, offset, length);
      if (count > 0) {
        return count;
      }
      parts.remove();
    }
  }

  private void prepareNext() throws IOException {
    if (!begun) {
      begun = true;
      directory(ROOTFS, root);
      return;
    }
    while (!levels.isEmpty() && !levels.element().children.hasNext()) {
      levels.pop();
    }
    if (levels.isEmpty()) {
      ended = true;
      parts.add(bytes(new byte[2 * PaxHeader.BLOCK_BYTES]));
      return;
    }
    Level level = levels.element();
    Map.Entry<String, Node> child = level.children.next();
    String path = level.path + child.getKey();
    if (child.getValue() instanceof Directory directory) {
      directory(path + "/", directory);
    } else if (child.getValue() instanceof Leaf leaf) {
      leaf(path, leaf.inode());
    }
  }

  private void directory(String path, Directory directory) throws IOException {
    levels.push(new Level(path, directory.children()));
    Optional<Inode> inode = directory.inode();
    if (inode.isPresent()) {
      parts.add(bytes(PaxHeader.of(path, '5', "", 0, kept(open(inode.get()).entry()))));
    } else {
      parts.add(bytes(PaxHeader.of(path, '5', "", 0, IMPLIED)));
    }
  }

  private void leaf(String path, Inode inode) throws IOException {
    TarFile.Opened opened = open(inode);
    TarEntry entry = kept(opened.entry());
    if (inode.isShared()) {
      String first = written.putIfAbsent(inode, path);
      if (first != null) {
        parts.add(bytes(PaxHeader.of(path, '1', first, 0, entry)));
        return;
      }
    }
    if (entry.type() == TarEntry.Type.FILE) {
      parts.add(bytes(PaxHeader.of(path, '0', "", entry.size(), entry)));
      parts.add(new Exactly(opened.content(), entry.size()));
      parts.add(bytes(new byte[PaxHeader.padding(entry.size())]));
    } else {
      parts.add(bytes(PaxHeader.of(path, type(entry), entry.linkName(), 0, entry)));
    }
  }

  private TarFile.Opened open(Inode inode) throws IOException {
    return layers.get(inode.layer).open(inode.at);
  }

  private static char type(TarEntry entry) {
    return switch (entry.type()) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMBOLIC_LINK -> '2';
      case CHARACTER_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  private static TarEntry kept(TarEntry entry) {
    if (entry.attributes().keySet().stream().noneMatch(AciStream::isOfOverlay)) {
      return entry;
    }
    Map<String, byte[]> kept = new HashMap<>(entry.attributes());
    kept.keySet().removeIf(AciStream::isOfOverlay);
    return entry.withAttributes(kept);
  }

  private static boolean isOfOverlay(String attribute) {
    return OVERLAY.stream().anyMatch(attribute::startsWith);
  }

  private static InputStream bytes(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  /** A directory whose names are being written. */
  private record Level(String path, Iterator<Map.Entry<String, Node>> children) {}

  /** Fails when it ends before its length: the header with that length is out already. */
  private static final class Exactly extends InputStream {
    private final InputStream in;
    private long left;

    Exactly(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(target, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException("a layer's temporary file was cut off while it was read");
      }
      left -= count;
      return count;
    }
  }
}
