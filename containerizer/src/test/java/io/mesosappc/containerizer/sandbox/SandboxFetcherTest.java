package io.mesosappc.containerizer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxFetcherTest {
  private final Path directory;
  private final Path sandbox;
  private final HttpServer server;
  private final ExecutorService serverThreads = Executors.newCachedThreadPool();
  private final String root;

  SandboxFetcherTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    sandbox = Files.createDirectory(directory.resolve("sandbox"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serverThreads);
    server.start();
    root = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
    serverThreads.shutdownNow();
  }

  private void serve(String path, int status, String body) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          if (status >= 300 && status < 400) {
            exchange.getResponseHeaders().add("Location", body);
          }
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private void refused(String uri, String why) throws IOException {
    assertThatThrownBy(() -> Sandboxes.fetch(sandbox, SandboxUri.of(uri)))
        .isInstanceOf(SandboxFetchException.class)
        .hasMessageContaining(uri)
        .hasMessageContaining(sandbox.toString())
        .hasMessageContaining(why);
    assertThat(Sandboxes.tree(directory)).containsExactly("sandbox");
  }

  @Test
  void filesOfAServerArriveUnderTheirBaseName() throws Exception {
    serve("/d/one", 200, "1");
    Sandboxes.fetch(sandbox, SandboxUri.of(root + "/d/one?version=3"));
    assertThat(sandbox.resolve("one")).hasContent("1").isNotEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sandbox.resolve("one"))))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void outputFilesMayHaveDirectoriesAndExecutablesAreExecutableForAll() throws Exception {
    serve("/one", 200, "1");
    Files.createDirectory(sandbox.resolve("a"));
    Files.writeString(sandbox.resolve("a/kept"), "k");
    Sandboxes.fetch(
        sandbox, new SandboxUri(root + "/one", true, true, Optional.of("a/b/run"), false));
    assertThat(Sandboxes.tree(sandbox)).containsExactly("a", "a/b", "a/b/run", "a/kept");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(sandbox.resolve("a/b/run"))))
        .isEqualTo("rwxr-xr-x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/x", "a/../../x", "", ".", "a/"})
  void outputFilesOutsideTheSandboxAreRefused(String output) throws Exception {
    serve("/one", 200, "1");
    assertThatThrownBy(
            () ->
                Sandboxes.fetch(
                    sandbox,
                    new SandboxUri(root + "/one", true, false, Optional.of(output), false)))
        .isInstanceOf(SandboxFetchException.class);
    assertThat(Sandboxes.tree(directory)).containsExactly("sandbox");
  }

  @Test
  void laterUrisReplaceFilesOfEarlierOnes() throws Exception {
    serve("/1/file", 200, "first");
    serve("/2/file", 200, "second");
    Sandboxes.fetch(sandbox, SandboxUri.of(root + "/1/file"), SandboxUri.of(root + "/2/file"));
    assertThat(sandbox.resolve("file")).hasContent("second");
  }

  @Test
  void fourUrisAreFetchedAtTheSameTime() throws Exception {
    CyclicBarrier all = new CyclicBarrier(4);
    server.createContext(
        "/meet",
        exchange -> {
          try {
            all.await(20, TimeUnit.SECONDS);
            exchange.sendResponseHeaders(200, -1);
          } catch (Exception e) {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    Sandboxes.fetch(
        sandbox,
        SandboxUri.of(root + "/meet/1"),
        SandboxUri.of(root + "/meet/2"),
        SandboxUri.of(root + "/meet/3"),
        SandboxUri.of(root + "/meet/4"));
    assertThat(Sandboxes.tree(sandbox)).containsExactly("1", "2", "3", "4");
  }

  @Test
  void redirectsAreFollowedAndCredentialsStayWithTheirServer() throws Exception {
    AtomicReference<String> here = new AtomicReference<>("none");
    AtomicReference<String> there = new AtomicReference<>("none");
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      other.createContext(
          "/target",
          exchange -> {
            there.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      other.start();
      server.createContext(
          "/start",
          exchange -> {
            here.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange
                .getResponseHeaders()
                .add("Location", "http://127.0.0.1:" + other.getAddress().getPort() + "/target");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
          });
      Sandboxes.fetch(sandbox, SandboxUri.of(root.replace("http://", "http://u:p@") + "/start"));
    } finally {
      other.stop(0);
    }
    assertThat(here).hasValue("Basic dTpw");
    assertThat(there).hasValue("null");
    assertThat(sandbox.resolve("start")).isEmptyFile();
  }

  @Test
  void redirectsToFilesAndInCirclesAreRefused() throws Exception {
    serve("/file", 302, "file:///etc/passwd");
    refused(root + "/file", "the server redirects to file:///etc/passwd");
    serve("/circle", 302, "/circle");
    refused(root + "/circle", "redirects more than 10 times");
  }

  @Test
  void aPassingFailureIsTriedAgainAndALastingOneIsNot() throws Exception {
    AtomicInteger busy = new AtomicInteger();
    server.createContext(
        "/busy",
        exchange -> {
          exchange.sendResponseHeaders(busy.incrementAndGet() < 3 ? 503 : 200, -1);
          exchange.close();
        });
    AtomicInteger gone = new AtomicInteger();
    server.createContext(
        "/gone",
        exchange -> {
          gone.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    refused(root + "/gone", "the server answered 404");
    assertThat(gone).hasValue(1);
    Sandboxes.fetch(sandbox, SandboxUri.of(root + "/busy"));
    assertThat(busy).hasValue(3);
  }

  @Test
  void aBodyShorterThanItsContentLengthIsAFailure() throws Exception {
    server.createContext(
        "/short",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write(new byte[4]);
          exchange.getResponseBody().flush();
          exchange.close();
        });
    refused(root + "/short", "the transfer failed");
  }

  @Test
  void aTransferThatStallsIsGivenUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    server.createContext(
        "/stall",
        exchange -> {
          exchange.sendResponseHeaders(200, 10);
          exchange.getResponseBody().write(new byte[4]);
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    FetchLimits impatient =
        new FetchLimits(
            Duration.ofSeconds(5), Duration.ofMillis(300), 1, Duration.ZERO, 100, 100, 100);
    try (SandboxFetcher fetcher = new SandboxFetcher(impatient)) {
      assertThatThrownBy(
              () ->
                  fetcher.fetch(List.of(SandboxUri.of(root + "/stall")), sandbox, Optional.empty()))
          .hasMessageContaining("no byte came for PT0.3S");
    } finally {
      end.countDown();
    }
  }

  @Test
  void whatIsLargerThanAllowedIsRefused() throws Exception {
    serve("/large", 200, "x".repeat((1 << 20) + 1));
    refused(root + "/large", "more than the 1048576");
    server.createContext(
        "/chunked",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[(1 << 20) + 1]);
          exchange.close();
        });
    refused(root + "/chunked", "larger than the 1048576 bytes");
  }

  @Test
  void oneFailureLeavesNothingOfTheOthers() throws Exception {
    serve("/one", 200, "1");
    assertThatThrownBy(
            () ->
                Sandboxes.fetch(
                    sandbox, SandboxUri.of(root + "/one"), SandboxUri.of(root + "/none")))
        .hasMessageContaining("/none'");
    assertThat(Sandboxes.tree(directory)).containsExactly("sandbox");
  }

  @Test
  void linksInTheSandboxAreNeverFollowed() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "v");
    Files.createSymbolicLink(sandbox.resolve("d"), outside);
    Files.createSymbolicLink(sandbox.resolve("one"), outside.resolve("victim"));
    serve("/one", 200, "1");
    Path archive = Sandboxes.tar(directory.resolve("a.tar"), Sandboxes.file("d/victim"));
    assertThatThrownBy(() -> Sandboxes.fetch(sandbox, Sandboxes.at(archive)))
        .hasMessageContaining("the sandbox has 'd' as a symbolic link already");
    Sandboxes.fetch(sandbox, SandboxUri.of(root + "/one"));
    assertThat(Files.isSymbolicLink(sandbox.resolve("one"))).isFalse();
    assertThat(Sandboxes.tree(outside)).containsExactly("victim");
    assertThat(outside.resolve("victim")).hasContent("v");
  }

  @Test
  void aSandboxThatIsALinkIsRefused() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), sandbox);
    serve("/one", 200, "1");
    assertThatThrownBy(() -> Sandboxes.fetch(link, SandboxUri.of(root + "/one")))
        .isInstanceOf(SandboxFetchException.class);
    assertThat(Sandboxes.tree(sandbox)).isEmpty();
  }

  @Test
  void aSandboxInADirectoryThatOthersMayWriteIsRefused() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    serve("/one", 200, "1");
    assertThatThrownBy(() -> Sandboxes.fetch(sandbox, SandboxUri.of(root + "/one")))
        .hasMessageContaining("others than the daemon may write to " + directory);
  }

  @Test
  void localFilesAreCopiedAndAbsentOnesAndDirectoriesRefused() throws Exception {
    Path file = Files.writeString(sandbox.resolveSibling("a b"), "local");
    Sandboxes.fetch(sandbox, SandboxUri.of("file://" + directory + "/a%20b"));
    assertThat(sandbox.resolve("a b")).hasContent("local");
    Files.delete(file);
    Files.delete(sandbox.resolve("a b"));
    refused(directory + "/none", "no such file on this agent");
    refused(sandbox.toString(), "not a regular file");
  }

  @Test
  void whatTheTasksUserMayNotReadIsNotCopied() throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "needs root, to give files away");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path secret = Files.writeString(closed.resolve("secret"), "s");
    Owner owner = new Owner(4711, 4712);
    try (SandboxFetcher fetcher = new SandboxFetcher(Sandboxes.QUICK)) {
      List<SandboxUri> uris = List.of(Sandboxes.at(secret));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
      assertThatThrownBy(() -> fetcher.fetch(uris, sandbox, Optional.of(owner)))
          .hasMessageContaining(closed + " is not open to the task's user (uid 4711)");
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
      assertThatThrownBy(() -> fetcher.fetch(uris, sandbox, Optional.of(owner)))
          .hasMessageContaining(secret + " is not open to the task's user");
      Files.setAttribute(secret, "unix:gid", 4712);
      fetcher.fetch(uris, sandbox, Optional.of(owner));
    }
    assertThat(sandbox.resolve("secret")).hasContent("s");
  }

  @Test
  void everythingFetchedIsGivenToTheOwner() throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "needs root, to give files away");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path archive =
        Sandboxes.tar(
            directory.resolve("a.tar"),
            Sandboxes.file("d/file"),
            Sandboxes.entry("d/link", TarConstants.LF_SYMLINK, "file"));
    try (SandboxFetcher fetcher = new SandboxFetcher(Sandboxes.QUICK)) {
      fetcher.fetch(List.of(Sandboxes.at(archive)), sandbox, Optional.of(new Owner(4711, 4712)));
    }
    for (String name : List.of("a.tar", "d", "d/file", "d/link")) {
      assertThat(
              Files.readAttributes(
                  sandbox.resolve(name), "unix:uid,gid", LinkOption.NOFOLLOW_LINKS))
          .as(name)
          .containsEntry("uid", 4711)
          .containsEntry("gid", 4712);
    }
  }

  @Test
  void leftoversOfACrashAreRemovedAndDoNotDisturbTheNextFetch() throws Exception {
    Path leftover = directory.resolve(".sandbox.fetching");
    Files.createDirectories(leftover.resolve("tree/d"));
    serve("/one", 200, "1");
    Sandboxes.fetch(sandbox, SandboxUri.of(root + "/one"));
    assertThat(Sandboxes.tree(directory)).containsExactly("sandbox", "sandbox/one");
    Files.createDirectories(leftover.resolve("tree/d"));
    try (SandboxFetcher fetcher = new SandboxFetcher(Sandboxes.QUICK)) {
      fetcher.removeLeftovers(sandbox);
      fetcher.removeLeftovers(sandbox);
    }
    assertThat(leftover).doesNotExist();
  }
}
