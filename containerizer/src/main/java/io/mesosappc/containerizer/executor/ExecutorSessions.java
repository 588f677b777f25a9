package io.mesosappc.containerizer.executor;

import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every session of the daemon. Owns the HTTP client with its selector thread, a pool of {@value
 * #THREADS} threads and a timer thread; hundreds of sessions share them, as none of their steps
 * blocks.
 */
public final class ExecutorSessions implements AutoCloseable {
  private static final int THREADS = 4;

  private final Set<HttpSession> sessions = ConcurrentHashMap.newKeySet();
  private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, named("executor"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("executor-timer"));
  private final Shared shared;

  /** Starts the shared threads. */
  public ExecutorSessions() {
    timer.setRemoveOnCancelPolicy(true);
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(pool)
            .build();
    shared = new Shared(http, pool, timer, Clock.systemUTC(), sessions::remove);
  }

  /**
   * Subscribes to the agent as the executor of a new container. Returns at once.
   *
   * @param spec whom to report to; a journal that is there already is begun anew
   * @param container what to report on
   */
  public ExecutorSession open(SessionSpec spec, TaskContainer container) {
    return begin(spec, container, false);
  }

  /**
   * Goes on after a restart of the daemon from the session's journal; without one (the daemon died
   * before it was written) begins a session. Returns at once.
   *
   * @param spec as it was when the session was opened
   * @param container what to report on
   */
  public ExecutorSession resume(SessionSpec spec, TaskContainer container) {
    return begin(spec, container, true);
  }

  private ExecutorSession begin(SessionSpec spec, TaskContainer container, boolean resume) {
    HttpSession session = new HttpSession(spec, container, shared);
    sessions.add(session);
    session.begin(resume);
    return session;
  }

  /** Closes every session quietly (see {@link ExecutorSession#close}) and ends the threads. */
  @Override
  public void close() {
    sessions.forEach(ExecutorSession::close);
    timer.shutdownNow();
    pool.shutdown();
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return job -> {
      Thread thread = new Thread(job, prefix + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
