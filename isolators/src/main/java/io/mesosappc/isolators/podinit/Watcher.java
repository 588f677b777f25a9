package io.mesosappc.isolators.podinit;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Flags;
import io.mesosappc.isolators.syscall.Syscalls;
import io.mesosappc.isolators.types.AppExit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Owns the one thread that hears of the ends and the memory limits of all pods. */
public final class Watcher implements AutoCloseable {
  private static final byte[] WAKE = {1, 0, 0, 0, 0, 0, 0, 0};

  private final Syscalls sys;
  private final PodInitClient client;
  private final int wake;
  private final Map<Integer, Watch> watches = new HashMap<>();
  private volatile boolean closed;

  /** Whether all descriptors are closed, {@link #wake} among them; guarded by {@link #watches}. */
  private boolean over;

  /** News of one pod; called on the watcher's thread. */
  public interface News {
    void exited(AppExit exit);

    /** pod-init is gone. Nothing more comes. */
    void ended();

    void outOfMemory();
  }

  /**
   * @param events what to poll for
   * @param memory whether it is about memory; else pod-init's socket
   */
  private record Watch(String podId, News news, int events, boolean memory) {}

  /**
   * Starts its thread.
   *
   * @throws ErrnoException if the kernel refuses an eventfd
   */
  public Watcher(Syscalls sys) throws ErrnoException {
    this.sys = sys;
    this.client = new PodInitClient(sys);
    this.wake = sys.eventDescriptor();
    Thread thread = new Thread(this::run, "pod-watcher");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Listens to a pod-init from now on.
   *
   * @throws PodInitException if it is not there
   */
  public void watch(String podId, Path runDirectory, News news) throws PodInitException {
    watch(podId, client.watch(runDirectory), news);
  }

  /** Listens to a pod-init by a connection that is this object's from now on. */
  public void watch(String podId, int connection, News news) {
    add(connection, new Watch(podId, news, Flags.POLLIN, false));
  }

  /**
   * Listens to a descriptor that becomes ready when the pod reaches its memory limit. It is the
   * watcher's from now on.
   */
  public void watchMemory(String podId, int descriptor, int events, News news) {
    add(descriptor, new Watch(podId, news, events, true));
  }

  /** Hears no more of a pod. */
  public void forget(String podId) {
    synchronized (watches) {
      List<Integer> his =
          watches.entrySet().stream()
              .filter(entry -> entry.getValue().podId().equals(podId))
              .map(Map.Entry::getKey)
              .toList();
      his.forEach(this::drop);
    }
    interrupt();
  }

  @Override
  public void close() {
    closed = true;
    interrupt();
  }

  private void add(int descriptor, Watch watch) {
    synchronized (watches) {
      watches.put(descriptor, watch);
      if (over) {
        drop(descriptor);
      }
    }
    interrupt();
  }

  private void drop(int descriptor) {
    Watch watch = watches.remove(descriptor);
    if (watch != null) {
      sys.close(descriptor);
    }
  }

  private void interrupt() {
    synchronized (watches) {
      if (over) {
        return;
      }
      try {
        sys.write(wake, WAKE);
      } catch (ErrnoException e) {
        throw new IllegalStateException("the watcher's eventfd is gone", e);
      }
    }
  }

  private void run() {
    try {
      listen();
    } finally {
      synchronized (watches) {
        over = true;
        List.copyOf(watches.keySet()).forEach(this::drop);
        sys.close(wake);
      }
    }
  }

  private void listen() {
    while (!closed) {
      List<Integer> descriptors = new ArrayList<>(List.of(wake));
      List<Integer> events = new ArrayList<>(List.of(Flags.POLLIN));
      List<Watch> polled = new ArrayList<>();
      synchronized (watches) {
        watches.forEach(
            (descriptor, watch) -> {
              descriptors.add(descriptor);
              events.add(watch.events());
              polled.add(watch);
            });
      }
      try {
        boolean[] ready = sys.poll(descriptors, events);
        if (ready[0]) {
          sys.read(wake, WAKE.length);
        }
        for (int i = 1; i < ready.length; i++) {
          if (ready[i]) {
            take(descriptors.get(i), polled.get(i - 1));
          }
        }
      } catch (ErrnoException e) {
        throw new IllegalStateException("cannot listen to pods any more", e);
      }
    }
  }

  /**
   * Reads under the lock, so that a descriptor that was forgotten, and its number given away, is
   * not touched.
   */
  private void take(int descriptor, Watch watch) {
    Runnable news;
    synchronized (watches) {
      if (!watch.equals(watches.get(descriptor))) {
        return;
      }
      news = watch.memory() ? memory(descriptor, watch) : message(descriptor, watch);
    }
    try {
      news.run();
    } catch (RuntimeException e) {
      // one listener's mistake must not make us deaf to all other pods
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private Runnable memory(int descriptor, Watch watch) {
    try {
      if ((watch.events() & Flags.POLLPRI) != 0) {
        sys.seekToStart(descriptor);
      }
      sys.read(descriptor, 4096); // arms it again
      return watch.news()::outOfMemory;
    } catch (ErrnoException e) {
      drop(descriptor); // the cgroup is gone
      return () -> {};
    }
  }

  private Runnable message(int descriptor, Watch watch) {
    try {
      Optional<byte[]> message = sys.receive(descriptor, Answer.SIZE, 0);
      if (message.isEmpty()) {
        return () -> {};
      }
      if (message.get().length > 0) {
        Answer answer = Answer.parse(message.get());
        AppExit exit = new AppExit(answer.text(), answer.number(), answer.when());
        return answer.kind() == Answer.EXITED ? () -> watch.news().exited(exit) : () -> {};
      }
    } catch (ErrnoException | PodInitException e) {
      // a connection that broke is one that ended
    }
    drop(descriptor);
    return watch.news()::ended;
  }
}
