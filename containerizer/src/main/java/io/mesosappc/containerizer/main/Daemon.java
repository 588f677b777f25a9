package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.daemon.SocketServer;
import io.mesosappc.containerizer.recovery.Recovery;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon from its start to its end. Containers outlive it. */
final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private final DaemonConfig config;
  private final SocketServer server;
  private final Recovery recovery;
  private final CountDownLatch closed = new CountDownLatch(1);

  Daemon(DaemonConfig config, SocketServer server, Recovery recovery) {
    this.config = config;
    this.server = server;
    this.recovery = recovery;
  }

  /**
   * Takes up what is there, then answers calls.
   *
   * @return false if another daemon runs for this run directory
   * @throws IOException if it cannot
   */
  boolean start() throws IOException {
    long began = System.nanoTime();
    if (!server.lock()) {
      LOG.info("another daemon answers in {}", config.runDir());
      return false;
    }
    recovery.run();
    server.start();
    LOG.info(
        "ready on {} after {} ms", config.runDir(), (System.nanoTime() - began) / 1_000_000);
    return true;
  }

  void awaitClose() throws InterruptedException {
    closed.await();
  }

  void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("while stopping: {}", e.toString());
    } finally {
      closed.countDown();
    }
  }
}
