package io.mesosappc.containerizer.daemon;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.protocol.Verb;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix socket that clients call. Owns one thread, {@code socket}, which accepts and reads all
 * connections, and the {@link Workers} that run the handler; a client that waits costs no thread.
 */
public final class SocketServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
  private static final int ACCEPT_BACKLOG = 1024;
  private static final int SCRATCH_BYTES = 64 << 10;
  private static final Duration CALLS_END = Duration.ofSeconds(5);

  private final Path socket;
  private final CallHandler handler;
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final Workers workers;
  private final Set<UserPrincipal> allowed;
  private final Thread loop = new Thread(this::loop, "socket");
  private volatile boolean closing;

  private SocketServer(Path socket, CallHandler handler, int workers) throws IOException {
    this.socket = socket;
    this.handler = handler;
    this.workers = new Workers(workers);
    this.allowed = allowedUsers();
    this.selector = Selector.open();
    this.listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  }

  /**
   * Listens, with mode 0600, at {@code socket} in the directory of {@code lock}; a socket that an
   * earlier daemon left there is replaced. Calls are taken from now on.
   *
   * @param workers how many launches, and how many other calls, run at a time; further ones queue
   */
  public static SocketServer open(InstanceLock lock, Path socket, CallHandler handler, int workers)
      throws IOException {
    if (!lock.runDirectory().equals(socket.getParent())) {
      throw new IllegalArgumentException(
          "cannot listen at " + socket + ": the lock is on " + lock.runDirectory());
    }
    SocketServer server = new SocketServer(socket, handler, workers);
    try {
      Files.deleteIfExists(socket);
      server.listener.bind(UnixDomainSocketAddress.of(socket), ACCEPT_BACKLOG);
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      server.listener.configureBlocking(false);
      server.listener.register(server.selector, SelectionKey.OP_ACCEPT);
    } catch (IOException e) {
      server.listener.close();
      server.selector.close();
      throw new IOException("cannot listen at " + socket + ": " + e.getMessage(), e);
    }
    server.loop.start();
    return server;
  }

  /** Where clients find us. */
  public Path socket() {
    return socket;
  }

  /**
   * Takes no more calls, gives those that run five seconds, and drops the clients that still wait:
   * they call again at the next daemon.
   */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(socket);
    listener.close();
    selector.wakeup();
    workers.close(CALLS_END);
    closing = true;
    selector.wakeup();
    try {
      loop.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    try (selector) {
      while (!closing) {
        selector.select(key -> serve(key, scratch));
      }
      for (SelectionKey key : selector.keys()) {
        if (key.attachment() instanceof Connection connection) {
          connection.gone();
        }
      }
      selector.selectNow();
    } catch (IOException | RuntimeException e) {
      LOG.error("the daemon takes no more calls: its selector failed", e);
    }
  }

  private void serve(SelectionKey key, ByteBuffer scratch) {
    if (!(key.attachment() instanceof Connection connection)) {
      accept();
      return;
    }
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isReadable()) {
        read(connection, scratch);
      }
    } catch (CancelledKeyException e) {
      // a worker has just ended the call, and with it the connection
    } catch (RuntimeException e) { // one client's trouble must not end everybody's thread
      LOG.error("dropped a client at {}", socket, e);
      connection.gone();
    }
  }

  private void accept() {
    try {
      SocketChannel channel = listener.accept();
      if (channel != null) {
        admit(channel);
      }
    } catch (IOException e) {
      if (listener.isOpen()) { // out of descriptors, most likely: the caller waits in the backlog
        LOG.error("cannot accept a client at {}: {}", socket, e.getMessage());
        pause();
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
      Connection connection = new Connection(channel, selector, workers::runUnlessClosed);
      if (!allowed.contains(user)) {
        LOG.warn("refused a client of user {} at {}", user.getName(), socket);
        refuse(connection, "user " + user.getName() + " is not allowed to call this daemon");
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private void read(Connection connection, ByteBuffer scratch) {
    try {
      Optional<Call> call = connection.read(scratch);
      if (call.isPresent()) {
        start(call.get(), connection);
      }
    } catch (MalformedRequestException | IllegalArgumentException e) {
      LOG.warn("refused a request at {}: {}", socket, e.getMessage());
      refuse(connection, String.valueOf(e.getMessage()));
    } catch (IOException | RejectedExecutionException e) {
      connection.gone();
    }
  }

  private static void refuse(Connection connection, String why) {
    connection.complain("mesos-appcd: " + why);
    connection.exit(1);
  }

  private void start(Call call, Connection connection) {
    Runnable work = () -> handle(call, connection);
    if (call.verb() == Verb.LAUNCH) {
      workers.runLaunch(work);
    } else {
      workers.runOther(work);
    }
  }

  // Whatever happens, the agent's call must come to an end: it has no deadline for any of them.
  private void handle(Call call, Connection connection) {
    try {
      handler.handle(call, connection);
    } catch (InterruptedException e) {
      connection.gone(); // we are closing: the client asks the next daemon
    } catch (Throwable e) {
      LOG.error("{} failed", call.verb().word(), e);
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      refuse(connection, call.verb().word() + ": " + why);
    }
  }

  private static Set<UserPrincipal> allowedUsers() throws IOException {
    Path self = Path.of("/proc/self");
    UserPrincipal root =
        self.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
    UserPrincipal own = Files.getOwner(self);
    return own.equals(root) ? Set.of(root) : Set.of(root, own);
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
