package io.mesosappc.containerizer.sandbox;

import io.mesosappc.containerizer.files.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts a task's URIs into its sandbox, by the rules of Mesos' fetcher. Owns a thread that watches
 * for stalled transfers, and up to four more during a fetch.
 *
 * <p>Everything is downloaded and unpacked in a directory beside the sandbox, {@code
 * .NAME.fetching}, which only the daemon may enter, and moved into the sandbox at the end: a fetch
 * that fails leaves the sandbox as it was. URIs are downloaded at the same time, but take effect in
 * their order, a later one replacing files of an earlier one.
 */
public final class SandboxFetcher implements AutoCloseable {
  private static final int PARALLEL = 4;
  private static final int FILE_MODE = 0644;
  private static final int EXECUTABLE_MODE = 0755;

  private final FetchLimits limits;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(r -> daemonThread(r, "sandbox-fetch-watchdog"));
  private final WebDownload web;
  private final Set<Path> busy = ConcurrentHashMap.newKeySet();

  /** A fetcher that keeps to these limits in each fetch. */
  public SandboxFetcher(FetchLimits limits) {
    this.limits = limits;
    this.web = new WebDownload(limits, watchdog);
  }

  /** One URI, understood. */
  private record Order(SandboxUri uri, Source source, EntryName name) {}

  /** What one URI failed with. */
  private static final class OrderFailure extends Exception {
    private final SandboxUri uri;

    OrderFailure(SandboxUri uri, Exception cause) {
      super(cause);
      this.uri = uri;
    }
  }

  /**
   * Fetches all URIs into a sandbox; blocks, and ends early when its thread is interrupted. The
   * directory above the sandbox must be one that only the daemon's user (or root) can write.
   *
   * @param sandbox an existing directory, absolute
   * @param owner whom the files are given to, and whose rights local files are read with; without,
   *     they stay the daemon's
   * @throws SandboxFetchException naming the URI, the sandbox, the reason and the cure; the sandbox
   *     is as it was, unless the move into it failed halfway, which leaves whole files only
   */
  public void fetch(List<SandboxUri> uris, Path sandbox, Optional<Owner> owner)
      throws SandboxFetchException {
    if (uris.isEmpty()) {
      return;
    }
    Path directory = sandbox.normalize();
    if (!busy.add(directory)) {
      throw failed("URIs", sandbox, new IOException("another fetch into it is under way"));
    }
    try {
      fetchInto(uris, directory, owner);
    } catch (OrderFailure e) {
      throw failed("URI '" + Source.display(e.uri.value()) + "'", sandbox, cause(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("URIs", sandbox, e);
    } catch (IOException | FetchFault e) {
      throw failed("URIs", sandbox, e);
    } finally {
      busy.remove(directory);
    }
  }

  /**
   * Removes what a fetch into this sandbox has left that a crash of the daemon ended. Without
   * effect when there is nothing.
   */
  public void removeLeftovers(Path sandbox) throws IOException {
    Trees.remove(staging(sandbox.normalize()));
  }

  /** Ends the watching thread; fetches under way are no longer watched. */
  @Override
  public void close() {
    watchdog.shutdownNow();
  }

  private void fetchInto(List<SandboxUri> uris, Path sandbox, Optional<Owner> owner)
      throws OrderFailure, IOException, FetchFault, InterruptedException {
    List<Order> orders = new ArrayList<>();
    for (SandboxUri uri : uris) {
      orders.add(order(uri));
    }
    requireTrusted(parentOf(sandbox));
    Path staging = staging(sandbox);
    Trees.remove(staging);
    Files.createDirectory(
        staging,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      Path tree = Files.createDirectory(staging.resolve("tree"));
      download(orders, staging, owner);
      StagedTree staged = new StagedTree(tree, owner, limits);
      for (int i = 0; i < orders.size(); i++) {
        try {
          place(orders.get(i), download(staging, i), staged);
        } catch (IOException | FetchFault e) {
          throw new OrderFailure(orders.get(i).uri(), e);
        }
      }
      staged.finish();
      SandboxDirectory.publish(tree, sandbox);
    } finally {
      Trees.remove(staging);
    }
  }

  private static Order order(SandboxUri uri) throws OrderFailure {
    try {
      Optional<String> output = uri.outputFile();
      if (output.isPresent() && (output.get().isEmpty() || output.get().endsWith("/"))) {
        throw new FetchFault("output_file '" + output.get() + "' names no file", "correct it");
      }
      Source source = Source.parse(uri.value());
      EntryName name =
          output.isPresent()
              ? EntryName.parse(output.get())
              : new EntryName(List.of(source.fileName()));
      if (name.isRoot()) {
        throw new FetchFault("output_file names the sandbox itself", "name a file below it");
      }
      return new Order(uri, source, name);
    } catch (FetchFault e) {
      throw new OrderFailure(uri, e);
    }
  }

  /** Downloads everything at the same time; returns when no thread is at work any more. */
  private void download(List<Order> orders, Path staging, Optional<Owner> owner)
      throws OrderFailure, InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.min(PARALLEL, orders.size()), r -> daemonThread(r, "sandbox-fetch"));
    try {
      ExecutorCompletionService<@Nullable Void> done = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < orders.size(); i++) {
        Order order = orders.get(i);
        Path target = download(staging, i);
        Future<?> unused = done.submit(() -> download(order, target, owner)); // see take() below
      }
      for (int i = 0; i < orders.size(); i++) {
        done.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrderFailure failure) {
        throw failure;
      }
      throw new IllegalStateException("a download failed in an unforeseen way", e.getCause());
    } finally {
      threads.shutdownNow();
      awaitEnd(threads);
    }
  }

  private @Nullable Void download(Order order, Path target, Optional<Owner> owner)
      throws OrderFailure, InterruptedException {
    try {
      if (order.source() instanceof Source.Web source) {
        web.fetch(source, target);
      } else if (order.source() instanceof Source.Local source) {
        new LocalCopy(limits, owner).fetch(source, target);
      }
      return null;
    } catch (IOException | FetchFault e) {
      throw new OrderFailure(order.uri(), e);
    }
  }

  private static Path download(Path staging, int index) {
    return staging.resolve("download-" + index);
  }

  private static void place(Order order, Path download, StagedTree tree)
      throws IOException, FetchFault {
    SandboxUri uri = order.uri();
    String fileName = order.name().last();
    Optional<Archive> archive =
        uri.extract() && !uri.executable() ? Archive.of(fileName) : Optional.empty();
    if (archive.isEmpty()) {
      tree.place(download, order.name(), uri.executable() ? EXECUTABLE_MODE : FILE_MODE);
      return;
    }
    archive.get().unpack(download, fileName, tree);
    if (!uri.cache()) {
      tree.place(download, order.name(), FILE_MODE);
    }
  }

  /** Waits even when interrupted: the threads end soon, and write into what is removed next. */
  private static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static Path parentOf(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (!directory.isAbsolute() || parent == null) {
      throw new IOException(directory + " is no absolute path below another directory");
    }
    return parent;
  }

  private static Path staging(Path sandbox) throws IOException {
    return parentOf(sandbox).resolve("." + sandbox.getFileName() + ".fetching");
  }

  private static void requireTrusted(Path directory) throws IOException, FetchFault {
    int mode = (Integer) Files.getAttribute(directory, "unix:mode");
    int uid = (Integer) Files.getAttribute(directory, "unix:uid");
    int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    boolean sticky = (mode & 01000) != 0;
    if ((uid != 0 && uid != self) || ((mode & 022) != 0 && !sticky)) {
      throw new FetchFault(
          "others than the daemon may write to " + directory + ", where files are staged",
          "give it to root with mode 0755");
    }
  }

  private static Throwable cause(OrderFailure failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }

  private static SandboxFetchException failed(String what, Path sandbox, Throwable cause) {
    String why =
        cause instanceof FetchFault
            ? String.valueOf(cause.getMessage())
            : cause instanceof InterruptedException
                ? "interrupted; the container is being destroyed, or the daemon is stopping"
                : cause + "; is the file whole, and is there room on the disk?";
    return new SandboxFetchException(
        "cannot fetch " + what + " into sandbox " + sandbox + ": " + why, cause);
  }

  private static Thread daemonThread(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
