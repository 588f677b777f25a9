package io.mesosappc.containerizer.daemon;

import static io.mesosappc.containerizer.daemon.ClientProcess.bytes;
import static io.mesosappc.containerizer.daemon.ClientProcess.contentOf;
import static io.mesosappc.containerizer.daemon.ClientProcess.framed;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real client with a daemon of its own to start, in another JVM that may be killed. */
@Timeout(180)
class DaemonStartTest {
  private static final String RUN_JVM =
      "exec %s/bin/java -XX:TieredStopAtLevel=1 -Xshare:auto -cp '%s' %s \"$MESOS_APPC_SOCKET\"\n"
          .formatted(
              System.getProperty("java.home"),
              System.getProperty("java.class.path"),
              TestDaemonMain.class.getName());

  private Path bin;
  private Path run;

  @BeforeEach
  void install(@TempDir Path directory) throws IOException {
    bin = Files.createDirectory(directory.resolve("bin"));
    run = directory.resolve("run");
    Files.copy(ClientProcess.BINARY, bin.resolve("client"));
    daemonIs(RUN_JVM);
  }

  /** The script notes each start in {@code starts}. */
  private void daemonIs(String commands) throws IOException {
    Path script = bin.resolve("mesos-appcd");
    Files.writeString(script, "#!/bin/sh\necho $$ >> '" + run + "/starts'\n" + commands);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void killDaemons() throws IOException {
    if (Files.exists(run.resolve("starts"))) {
      for (String pid : Files.readAllLines(run.resolve("starts"))) {
        kill(Long.parseLong(pid));
      }
    }
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(
            daemon -> {
              daemon.destroyForcibly();
              daemon.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            });
  }

  private void killDaemon() throws IOException {
    kill(Long.parseLong(Files.readString(run.resolve("appcd.lock")).strip()));
  }

  private ClientProcess client(String verb) throws IOException {
    return client(verb, Map.of());
  }

  private ClientProcess client(String verb, Map<String, String> environment) throws IOException {
    String command = bin.resolve("client") + " --socket " + run.resolve("appcd.sock") + " " + verb;
    return ClientProcess.shell(bin, command, environment);
  }

  @Test
  void aHundredClientsAtOnceStartOneDaemon() throws Exception {
    List<ClientProcess> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        clients.add(client("usage").send(bytes("c" + i)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(clients.get(i).exitStatus()).isZero();
        assertThat(clients.get(i).output()).isEqualTo(framed(bytes("c" + i)));
      }
      assertThat(Files.readAllLines(run.resolve("starts"))).hasSize(1);
      assertThat(clients.stream().filter(one -> one.complaints().contains(": starting ")))
          .hasSize(1);
    } finally {
      clients.forEach(ClientProcess::close);
    }
  }

  @Test
  void aWaitOutlivesAKilledDaemonAndSaysNothingTwice() throws Exception {
    try (ClientProcess client = client("wait").send(bytes("c1"))) {
      contentOf(run.resolve("calls"), 1);
      killDaemon();
      contentOf(run.resolve("calls"), 2);
      killDaemon();
      assertThat(contentOf(run.resolve("calls"), 3))
          .isEqualTo(
              "wait repeated=false answered=false record=2\n"
                  + "wait repeated=true answered=true record=2\n"
                  + "wait repeated=true answered=true record=2\n");
      assertThat(client.isAlive()).isTrue();
      Files.createFile(run.resolve("finish"));
      assertThat(client.exitStatus()).isZero();
      assertThat(client.output()).isEqualTo(framed(bytes("ended")));
      assertThat(Files.readAllLines(run.resolve("starts"))).hasSize(3);
    }
  }

  @Test
  void aLaunchThatLostItsDaemonIsSentAgainAndSaysSo() throws Exception {
    try (ClientProcess client = client("launch").send(new byte[1 << 20])) {
      contentOf(run.resolve("calls"), 1);
      killDaemon();
      assertThat(client.exitStatus()).isZero();
      assertThat(contentOf(run.resolve("calls"), 2))
          .isEqualTo(
              "launch repeated=false answered=false record=1048576\n"
                  + "launch repeated=true answered=false record=1048576\n");
    }
  }

  @Test
  void aDaemonThatEndsAtItsStartIsAnErrorThatNamesItsLog() throws Exception {
    daemonIs("echo 'no such key: run_dri' >&2; exit 3\n");
    try (ClientProcess client = client("recover")) {
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("status 3").contains(run + "/appcd.log");
      assertThat(run.resolve("appcd.log")).hasContent("no such key: run_dri");
    }
  }

  @Test
  void aDaemonThatIsNotInstalledIsAnErrorInTheLog() throws Exception {
    Files.delete(bin.resolve("mesos-appcd"));
    try (ClientProcess client = client("recover")) {
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("status 127").contains("appcd.log");
      assertThat(run.resolve("appcd.log"))
          .content()
          .contains("cannot run")
          .contains("No such file");
    }
  }

  @Test
  void aRunDirectoryThatCannotBeMadeIsAnError() throws Exception {
    try (ClientProcess client =
        ClientProcess.shell(bin, "./client --socket /proc/none/appcd.sock recover", Map.of())) {
      assertThat(client.exitStatus()).isEqualTo(1);
      assertThat(client.complaints()).contains("/proc/none/appcd.start.lock: No such file");
    }
  }

  @Test
  void aSocketPathThatIsNoneIsAnError() throws Exception {
    for (String path : List.of("relative.sock", "/" + "x".repeat(120))) {
      try (ClientProcess client =
          ClientProcess.shell(bin, "./client --socket " + path + " recover", Map.of())) {
        assertThat(client.exitStatus()).isEqualTo(1);
        assertThat(client.complaints()).contains("absolute and shorter than 108 bytes");
      }
    }
  }

  @Test
  void aDaemonThatFindsAnotherOneLeavesTheAnswerToThat() throws Exception {
    // Another one holds the instance lock and is slow to listen: the first start ends with 75.
    daemonIs(
        "(sleep 1; "
            + RUN_JVM.strip()
            + ") & echo $! >> '"
            + run
            + "/starts'; exit "
            + DaemonRunningException.EXIT_STATUS
            + "\n");
    try (ClientProcess client = client("usage").send(bytes("c1"))) {
      assertThat(client.exitStatus()).isZero();
      assertThat(client.output()).isEqualTo(framed(bytes("c1")));
    }
  }

  @Test
  void theDaemonHasNothingOfTheAgents() throws Exception {
    daemonIs(
        """
        cd -P . && env > '%1$s/env'; pwd > '%1$s/pwd'; grep ^Sig /proc/self/status > '%1$s/signals'
        ps -o sid= -p $$ > '%1$s/session'; ls /proc/self/fd > '%1$s/fds'
        """
                .formatted(run)
            + RUN_JVM);
    Map<String, String> agents =
        Map.of("MESOS_WORK_DIRECTORY", "/w", "LIBPROCESS_PORT", "5051", "MESOS_APPC_X", "kept");
    try (ClientProcess client = client("recover", agents)) {
      assertThat(client.exitStatus()).isZero();
      assertThat(Files.readAllLines(run.resolve("env")))
          .contains("MESOS_APPC_X=kept", "MESOS_APPC_SOCKET=" + run.resolve("appcd.sock"))
          .allMatch(
              line -> line.matches("(PATH|HOME|LANG|JAVA_HOME|PWD|OLDPWD|_|MESOS_APPC_.*)=.*"));
      assertThat(run.resolve("pwd")).hasContent("/");
      assertThat(run.resolve("signals"))
          .content()
          .containsPattern("SigBlk:\t0+\n")
          .containsPattern("SigIgn:\t0+[0-9a-f]80000000\n|SigIgn:\t0+\n");
      // 3 is what ls lists itself with
      assertThat(Files.readAllLines(run.resolve("fds"))).containsExactly("0", "1", "2", "3");
      String session = Files.readString(run.resolve("session")).strip();
      assertThat(session).isNotEqualTo(String.valueOf(ProcessHandle.current().pid()));
    }
  }

  @Test
  void aDaemonUnderSupervisionIsAwaitedAndNotStarted() throws Exception {
    Files.createDirectory(
        run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createFile(run.resolve("appcd.supervised"));
    try (ClientProcess client = client("usage").send(bytes("c1"))) {
      contentOf(run.resolve("appcd.start.lock"), 0);
      Thread.sleep(200);
      assertThat(client.isAlive()).isTrue();
      Path socket = run.resolve("appcd.sock");
      try (InstanceLock lock = InstanceLock.acquire(run);
          SocketServer server =
              SocketServer.open(lock, socket, (call, reply) -> reply.exit(0), 1)) {
        assertThat(client.exitStatus()).isZero();
        assertThat(server.socket()).isEqualTo(socket);
      }
      assertThat(run.resolve("starts")).doesNotExist();
    }
  }
}
