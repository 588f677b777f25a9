package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.daemon.DaemonRunningException;
import io.mesosappc.containerizer.daemon.InstanceLock;
import io.mesosappc.containerizer.daemon.SocketServer;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.recovery.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon from its start to its end. Containers outlive it. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final long WARMTH_ENDS_MILLIS = 5000;

  private final DaemonSettings settings;
  private final CallHandler handler;
  private final Recovery recovery;
  private final Warmth warmth;
  private final StoreKeeping storeKeeping;

  Daemon(
      DaemonSettings settings,
      CallHandler handler,
      Recovery recovery,
      Warmth warmth,
      StoreKeeping storeKeeping) {
    this.settings = settings;
    this.handler = handler;
    this.recovery = recovery;
    this.warmth = warmth;
    this.storeKeeping = storeKeeping;
  }

  /**
   * Takes up what is there, then answers calls until the thread is interrupted.
   *
   * @throws DaemonRunningException if another daemon runs for this run directory
   * @throws IOException if it cannot
   */
  void run() throws DaemonRunningException, IOException {
    long began = System.nanoTime();
    Path runDirectory = settings.config().runDir();
    try (InstanceLock lock = InstanceLock.acquire(settings.lockDirectory())) {
      recovery.run();
      try (SocketServer server =
          SocketServer.open(lock, settings.socket(), handler, settings.config().workerThreads())) {
        LOG.info(
            "ready on {}, state in {}, after {} ms",
            server.socket(),
            runDirectory,
            (System.nanoTime() - began) / 1_000_000);
        storeKeeping.begin();
        AtomicBoolean stopping = new AtomicBoolean();
        Thread warming = warmth.spread(stopping::get);
        awaitInterrupt();
        stopping.set(true);
        end(warming);
      }
    }
    LOG.info("stopped; containers go on");
  }

  private static void end(Thread warming) {
    try {
      // not interrupted: that would close the files with which it cleans up
      warming.join(WARMTH_ENDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitInterrupt() {
    Object forever = new Object();
    synchronized (forever) {
      try {
        while (true) {
          forever.wait();
        }
      } catch (InterruptedException e) {
        LOG.info(
            "stopping"); // that is what the interrupt means; closing what is open may still block
      }
    }
  }
}
