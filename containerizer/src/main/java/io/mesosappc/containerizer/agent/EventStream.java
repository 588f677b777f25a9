package io.mesosappc.containerizer.agent;

import io.mesosappc.containerizer.executor.RecordIo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.mesos.v1.executor.Protos.Event;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The stream of events to one subscribed executor. Holds no thread. */
final class EventStream {
  private final Response response;
  private final Callback exchange;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private boolean writing;
  private boolean closing;
  private boolean closed;

  EventStream(Response response, Callback exchange) {
    this.response = response;
    this.exchange = exchange;
  }

  /** Sends the head of the response. */
  void open() {
    enqueue(new byte[0]);
  }

  /** Sends an event after those before it; lost if the executor has gone. */
  void send(Event event) {
    enqueue(RecordIo.frame(event.toByteArray()));
  }

  /** Ends the stream after what has been sent. */
  void close() {
    synchronized (this) {
      closing = true;
    }
    next();
  }

  private void enqueue(byte[] bytes) {
    synchronized (this) {
      if (closing || closed) {
        return;
      }
      waiting.add(bytes);
    }
    next();
  }

  private void next() {
    byte[] bytes;
    boolean last;
    synchronized (this) {
      if (writing || closed || (waiting.isEmpty() && !closing)) {
        return;
      }
      writing = true;
      last = waiting.isEmpty();
      bytes = last ? new byte[0] : waiting.remove();
    }
    response.write(last, ByteBuffer.wrap(bytes), Callback.from(() -> written(last), this::failed));
  }

  private void written(boolean last) {
    synchronized (this) {
      writing = false;
      closed |= last;
    }
    if (last) {
      exchange.succeeded();
    } else {
      next();
    }
  }

  private void failed(Throwable failure) {
    synchronized (this) {
      closed = true;
      waiting.clear();
    }
    exchange.failed(failure);
  }
}
