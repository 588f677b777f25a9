package io.mesosappc.appc.image;

import io.mesosappc.appc.image.TarEntry.Segment;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A tar file on disk, without compression, whose entries can be read again in any order after one
 * pass over them. Nothing of it is kept in memory but its global headers. Not thread-safe; does not
 * own the channel.
 */
public final class TarFile {
  private static final int BUFFER_BYTES = 1 << 13;

  private final FileChannel channel;
  private final ImageLimits limits;

  /** Global headers by where they begin to hold. */
  private final NavigableMap<Long, PaxRecords> globals =
      new TreeMap<>(Map.of(0L, PaxRecords.none()));

  /** A tar file that a channel gives access to; its position is not used. */
  public TarFile(FileChannel channel, ImageLimits limits) {
    this.channel = channel;
    this.limits = limits;
  }

  /**
   * Reads all entries in order.
   *
   * @throws ImageFormatException when the tar file is damaged or has more entries than the limit
   * @throws IOException when reading fails, or the visitor does
   */
  public void visit(Visitor visitor) throws IOException {
    Window in = new Window(0, channel.size());
    TarReader tar = new TarReader(in, limits);
    for (int count = 0; ; count++) {
      tar.skipRest();
      long at = in.position();
      Optional<TarEntry> entry = tar.next();
      if (entry.isEmpty()) {
        return;
      }
      if (count == limits.entries()) {
        throw new ImageFormatException(
            "", "it has more entries than the limit of " + limits.entries());
      }
      PaxRecords global = tar.global();
      if (!global.sameAs(globals.lastEntry().getValue())) {
        globals.put(at, global);
      }
      visitor.entry(at, entry.get());
    }
  }

  /**
   * Reads one entry again.
   *
   * @param at what the visitor was told
   * @throws IOException when reading fails
   */
  public Opened open(long at) throws IOException {
    Window in = new Window(at, channel.size());
    PaxRecords global = globals.floorEntry(at).getValue().copy();
    TarEntry entry =
        new TarReader(in, limits, global)
            .next()
            .orElseThrow(() -> new EOFException("the tar file has changed while it was read"));
    in.endAt(in.position() + entry.dataBytes());
    return new Opened(entry, entry.holes() ? new Sparse(entry, in) : in);
  }

  /**
   * An entry with its content.
   *
   * @param entry what the archive says of it
   * @param content the bytes of a file, holes as zeros; ends early when the file on disk does. Need
   *     not be closed
   */
  public record Opened(TarEntry entry, InputStream content) {}

  /** Is told of every entry. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes an entry.
     *
     * @param at where it begins in the file, in bytes
     * @throws IOException when it is refused
     */
    void entry(long at, TarEntry entry) throws IOException;
  }

  /** A stretch of the channel; skipping costs nothing. */
  private final class Window extends InputStream {
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long end;
    private long bufferEnd;

    Window(long from, long end) {
      this.bufferEnd = from;
      this.end = end;
    }

    long position() {
      return bufferEnd - buffer.remaining();
    }

    /** Ends here instead, behind what has been read. */
    void endAt(long earlier) {
      int surplus = (int) Math.max(0, bufferEnd - earlier);
      buffer.limit(buffer.limit() - surplus);
      bufferEnd -= surplus;
      end = earlier;
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
      if (!buffer.hasRemaining() && length >= buffer.capacity()) {
        return readAround(target, offset, length);
      }
      if (!buffer.hasRemaining() && !fill()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(target, offset, count);
      return count;
    }

    @Override
    public long skip(long count) {
      long wanted = Math.max(0, Math.min(count, end - position()));
      if (wanted <= buffer.remaining()) {
        buffer.position(buffer.position() + (int) wanted);
      } else {
        bufferEnd = position() + wanted;
        buffer.limit(0);
      }
      return wanted;
    }

    private int readAround(byte[] target, int offset, int length) throws IOException {
      int wanted = (int) Math.min(length, end - bufferEnd);
      int count =
          wanted <= 0 ? -1 : channel.read(ByteBuffer.wrap(target, offset, wanted), bufferEnd);
      bufferEnd += Math.max(0, count);
      return count;
    }

    private boolean fill() throws IOException {
      long left = end - bufferEnd;
      if (left <= 0) {
        return false;
      }
      buffer.clear().limit((int) Math.min(buffer.capacity(), left));
      int count = channel.read(buffer, bufferEnd);
      buffer.flip();
      if (count < 0) {
        buffer.limit(0);
        return false;
      }
      bufferEnd += count;
      return true;
    }
  }

  /** A sparse file at its full length. */
  private static final class Sparse extends InputStream {
    private final TarEntry entry;
    private final Window data;
    private int segment;
    private long position;

    Sparse(TarEntry entry, Window data) {
      this.entry = entry;
      this.data = data;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (position >= entry.size()) {
        return length == 0 ? 0 : -1;
      }
      while (segment < entry.segments().size() && end(entry.segments().get(segment)) <= position) {
        segment++;
      }
      boolean last = segment == entry.segments().size();
      long holeEnd = last ? entry.size() : entry.segments().get(segment).offset();
      if (position < holeEnd) {
        int zeros = (int) Math.min(length, holeEnd - position);
        Arrays.fill(target, offset, offset + zeros, (byte) 0);
        position += zeros;
        return zeros;
      }
      long left = end(entry.segments().get(segment)) - position;
      int count = data.read(target, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the tar file has changed while it was read");
      }
      position += count;
      return count;
    }

    private static long end(Segment segment) {
      return segment.offset() + segment.length();
    }
  }
}
