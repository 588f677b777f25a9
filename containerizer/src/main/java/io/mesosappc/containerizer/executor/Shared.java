package io.mesosappc.containerizer.executor;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What all sessions share.
 *
 * @param pool runs the steps of sessions, which never block
 * @param timer runs nothing but hand-overs to sessions
 * @param ended told of each session that has let go
 */
record Shared(
    HttpClient http,
    Executor pool,
    ScheduledExecutorService timer,
    Clock clock,
    Consumer<HttpSession> ended) {

  /** Milliseconds since 1970. */
  long now() {
    return clock.millis();
  }

  void forget(HttpSession session) {
    ended.accept(session);
  }

  /** Runs a job later; never, once the daemon closes. */
  Future<?> after(Duration delay, Runnable job) {
    try {
      return timer.schedule(job, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closing) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
