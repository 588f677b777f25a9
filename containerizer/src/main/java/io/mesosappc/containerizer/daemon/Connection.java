package io.mesosappc.containerizer.daemon;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One client. Read by the server's selector thread alone; written to by any thread, never waiting
 * for the client. It holds no buffer while there is nothing to read or write.
 */
final class Connection implements Reply {
  /** More than this unread by the client, in bytes, and it counts as gone. */
  private static final long BACKLOG_LIMIT = 2L * Wire.RECORD_LIMIT;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Executor goneRunner;

  // Of the selector thread.
  private @Nullable ByteBuffer request = ByteBuffer.allocate(Wire.HEADER_BYTES);
  private Wire.@Nullable Header header;

  // Of whoever holds this object's monitor.
  private @Nullable ArrayDeque<ByteBuffer> outgoing;
  private @Nullable List<Runnable> goneActions;
  private boolean ended;
  private boolean closed;

  /** Registers {@code channel}, which must be non-blocking, with {@code selector}. */
  Connection(SocketChannel channel, Selector selector, Executor goneRunner) throws IOException {
    this.channel = channel;
    this.goneRunner = goneRunner;
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  /**
   * Takes what has arrived.
   *
   * @param scratch the selector thread's buffer, of any content
   * @return the call, once it is complete
   * @throws IOException if the client is gone
   */
  Optional<Call> read(ByteBuffer scratch) throws IOException, MalformedRequestException {
    int count = channel.read(scratch.clear());
    if (count < 0) {
      throw new IOException("the client closed the connection");
    }
    scratch.flip();
    while (request != null) {
      ByteBuffer wanted = request;
      int part = Math.min(wanted.remaining(), scratch.remaining());
      wanted.put(scratch.slice(scratch.position(), part));
      scratch.position(scratch.position() + part);
      if (wanted.hasRemaining()) {
        return Optional.empty();
      }
      wanted.flip();
      if (header == null) {
        header = Wire.header(wanted);
        request = ByteBuffer.allocate(header.bodyBytes());
      } else {
        request = null;
        return Optional.of(Wire.call(header, wanted));
      }
    }
    if (scratch.hasRemaining()) {
      throw new MalformedRequestException("cannot take more than one request from a client");
    }
    return Optional.empty();
  }

  @Override
  public void record(byte[] message) {
    send(Wire.recordFrame(message));
  }

  @Override
  public void complain(String line) {
    send(Wire.complaintFrame(line));
  }

  @Override
  public void exit(int status) {
    if (status < 0 || status > 255) {
      throw new IllegalArgumentException("no exit status: " + status);
    }
    synchronized (this) {
      if (!ended) {
        send(Wire.exitFrame(status));
        ended = true;
        goneActions = null;
        closeWhenFlushed();
      }
    }
  }

  @Override
  public synchronized void onGone(Runnable action) {
    if (ended) {
      return;
    }
    if (closed) {
      goneRunner.execute(action);
      return;
    }
    if (goneActions == null) {
      goneActions = new ArrayList<>(1);
    }
    goneActions.add(action);
  }

  private synchronized void send(ByteBuffer frame) {
    if (ended || closed) {
      return;
    }
    if (outgoing == null) {
      outgoing = new ArrayDeque<>(2);
    }
    outgoing.add(frame);
    flush();
  }

  /** Writes what the client takes now; the selector thread calls again when it takes more. */
  synchronized void flush() {
    if (closed || outgoing == null) {
      return;
    }
    try {
      for (ByteBuffer frame = outgoing.peek(); frame != null; frame = outgoing.peek()) {
        channel.write(frame);
        if (frame.hasRemaining()) {
          waitForRoom(outgoing);
          return;
        }
        outgoing.remove();
      }
      outgoing = null;
      key.interestOps(SelectionKey.OP_READ);
      closeWhenFlushed();
    } catch (IOException e) { // EPIPE, ECONNRESET: there is nobody left to tell
      gone();
    }
  }

  private void waitForRoom(ArrayDeque<ByteBuffer> unsent) throws IOException {
    if (unsent.stream().mapToLong(ByteBuffer::remaining).sum() > BACKLOG_LIMIT) {
      throw new IOException("the client does not read");
    }
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    key.selector().wakeup();
  }

  private synchronized void closeWhenFlushed() {
    if (ended && !closed && outgoing == null) {
      close();
    }
  }

  /** The client has left, or is made to: runs what was registered for that unless all was said. */
  synchronized void gone() {
    if (closed) {
      return;
    }
    close();
    if (!ended && goneActions != null) {
      goneActions.forEach(goneRunner::execute);
    }
    goneActions = null;
  }

  private void close() {
    closed = true;
    outgoing = null;
    try {
      channel.close();
    } catch (IOException e) {
      // close(2) has released the descriptor all the same
    }
    key.selector()
        .wakeup(); // the descriptor of a registered channel lives on until the next select
  }
}
