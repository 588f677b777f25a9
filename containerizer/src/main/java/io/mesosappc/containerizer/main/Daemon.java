package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.daemon.DaemonRunningException;
import io.mesosappc.containerizer.daemon.InstanceLock;
import io.mesosappc.containerizer.daemon.SocketServer;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.recovery.Recovery;
import io.mesosappc.isolators.launch.LinuxPods;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon from its start to its end. Containers outlive it. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final long WARMTH_ENDS_MILLIS = 5000;

  private final DaemonSettings settings;
  private final CallHandler handler;
  private final Recovery recovery;
  private final LinuxPods pods;

  Daemon(DaemonSettings settings, CallHandler handler, Recovery recovery, LinuxPods pods) {
    this.settings = settings;
    this.handler = handler;
    this.recovery = recovery;
    this.pods = pods;
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
        Thread warmth = Warmth.spread(pods, settings.config());
        awaitInterrupt();
        end(warmth);
      }
    }
    LOG.info("stopped; containers go on");
  }

  private static void end(Thread warmth) {
    try {
      // not interrupted: that would close the files with which it cleans up
      warmth.join(WARMTH_ENDS_MILLIS);
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
