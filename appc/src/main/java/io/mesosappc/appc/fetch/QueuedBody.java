package io.mesosappc.appc.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A body handed from the HTTP client's thread to a reader, who can be interrupted and waits for the
 * next bytes only so long. (The JDK's own body stream swallows interrupts and waits for ever.) The
 * client is asked for two pieces in advance, so that the queue never grows beyond them.
 */
final class QueuedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
  private static final int AHEAD = 2;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final Duration idleTimeout;
  private final LinkedBlockingQueue<Piece> queue = new LinkedBlockingQueue<>();
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  private volatile boolean closed;
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private boolean ended;

  /** A body whose reader waits no longer than that for the next bytes. */
  QueuedBody(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription offered) {
    if (!subscription.compareAndSet(null, offered) || closed) {
      offered.cancel();
    } else {
      offered.request(AHEAD);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    queue.add(new Piece(buffers, null, false));
  }

  @Override
  public void onError(Throwable failure) {
    queue.add(new Piece(List.of(), failure, false));
  }

  @Override
  public void onComplete() {
    queue.add(new Piece(List.of(), null, true));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("it is closed");
    }
    if (length == 0) {
      return 0;
    }
    ByteBuffer buffer = next();
    if (!buffer.hasRemaining()) {
      return -1;
    }
    int read = Math.min(length, buffer.remaining());
    buffer.get(target, offset, read);
    return read;
  }

  @Override
  public void close() {
    closed = true;
    Flow.Subscription running = subscription.get();
    if (running != null) {
      running.cancel();
    }
    queue.clear();
  }

  /** The buffer to read from; without a byte at the end. */
  private ByteBuffer next() throws IOException {
    for (; ; ) {
      ByteBuffer first = current.peek();
      if (first != null && first.hasRemaining()) {
        return first;
      }
      if (first != null) {
        current.remove();
      } else if (ended) {
        return EMPTY;
      } else {
        take();
      }
    }
  }

  private void take() throws IOException {
    Piece piece = await();
    if (piece.failure() != null) {
      close();
      String problem = piece.failure().getMessage();
      throw new IOException(
          problem == null ? piece.failure().getClass().getSimpleName() : problem, piece.failure());
    }
    ended = piece.last();
    current.addAll(piece.buffers());
    Flow.Subscription running = subscription.get();
    if (!ended && running != null) {
      running.request(1);
    }
  }

  private Piece await() throws IOException {
    try {
      Piece piece = queue.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
      if (piece != null) {
        return piece;
      }
      close();
      throw new IOException("no byte came for " + idleTimeout.toMillis() + " ms");
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("download interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** What the client's thread hands over: bytes, a failure, or the end. */
  private record Piece(List<ByteBuffer> buffers, @Nullable Throwable failure, boolean last) {}
}
