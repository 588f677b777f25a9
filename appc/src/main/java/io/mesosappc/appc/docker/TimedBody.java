package io.mesosappc.appc.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The body of a response as a stream that waits for the next bytes no longer than a timeout, which
 * the JDK's own does not do. Buffers a few of the client's chunks.
 */
final class TimedBody extends InputStream implements HttpResponse.BodySubscriber<InputStream> {
  private static final int AHEAD = 8;

  private final Duration idleTimeout;
  private final BlockingQueue<Chunk> arrived = new LinkedBlockingQueue<>();
  private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Deque<ByteBuffer> current = new ArrayDeque<>();
  private volatile boolean closed;
  private boolean ended;

  TimedBody(Duration idleTimeout) {
    this.idleTimeout = idleTimeout;
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    if (closed || !subscription.compareAndSet(null, given)) {
      given.cancel();
      return;
    }
    given.request(AHEAD);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    arrived.add(new Chunk(buffers, false));
  }

  @Override
  public void onError(Throwable cause) {
    failure.set(cause);
    arrived.add(new Chunk(List.of(), true));
  }

  @Override
  public void onComplete() {
    arrived.add(new Chunk(List.of(), true));
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
    while (current.isEmpty() || !current.element().hasRemaining()) {
      if (!current.isEmpty()) {
        current.remove();
      } else if (ended || !await()) {
        return -1;
      }
    }
    ByteBuffer buffer = current.element();
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  @Override
  public void close() {
    closed = true;
    Optional.ofNullable(subscription.get()).ifPresent(Flow.Subscription::cancel);
  }

  private boolean await() throws IOException {
    Chunk next = poll();
    if (!next.last) {
      current.addAll(next.buffers);
      Optional.ofNullable(subscription.get()).ifPresent(s -> s.request(1));
      return true;
    }
    ended = true;
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IOException(String.valueOf(cause.getMessage()), cause);
    }
    return false;
  }

  private Chunk poll() throws IOException {
    try {
      Chunk next = arrived.poll(idleTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        close();
        throw new IOException("no byte came for " + idleTimeout.toMillis() + " ms");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new InterruptedIOException("reading from a registry was interrupted");
    }
  }

  /** What arrived at once, or the end. */
  private record Chunk(List<ByteBuffer> buffers, boolean last) {}
}
