package io.mesosappc.isolators.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.isolators.CProgram;
import io.mesosappc.isolators.launch.PodFixture.Wish;
import io.mesosappc.isolators.syscall.Errno;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import io.mesosappc.isolators.types.PodProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** pod-init, seen from its socket by a client that is wrong, and from inside by its app. */
@Tag("integration")
class PodInitTest {
  private static final int EPROTO = 71;
  private static final int HEAD_SIZE = 12;
  private static final int QUESTION_SIZE = HEAD_SIZE + 64;
  private static final int ANSWER_SIZE = 24 + 400;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int PREPARE = 1;
  private static final int START = 2;
  private static final int WATCH = 3;

  private final LinuxSyscalls sys = new LinuxSyscalls();
  private final List<Integer> open = new ArrayList<>();
  private PodFixture pods;
  private Path run;

  @BeforeEach
  void makeFixture() throws Exception {
    pods = new PodFixture();
    run = pods.base.resolve("run/p1");
  }

  @AfterEach
  void removeFixture() throws Exception {
    open.forEach(sys::close);
    pods.close();
  }

  /** What pod-init says: its kind (1: done, 2: failed), errno, and text. */
  private record Reply(int kind, int number, String text) {}

  private int connect() throws Exception {
    int socket = sys.connect(run.resolve("control").toString());
    open.add(socket);
    return socket;
  }

  private Reply ask(byte[] question, List<Integer> descriptors) throws Exception {
    int socket = sys.connect(run.resolve("control").toString());
    byte[] answer;
    try {
      sys.send(socket, question, descriptors);
      answer = sys.receive(socket, ANSWER_SIZE, PATIENCE_MILLIS).orElseThrow();
    } finally {
      sys.close(socket);
    }
    assertThat(answer).hasSize(ANSWER_SIZE);
    ByteBuffer fields = ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder());
    String text = new String(answer, 24, 400, StandardCharsets.UTF_8);
    return new Reply(fields.getInt(), fields.getInt(), text.substring(0, text.indexOf('\0')));
  }

  private static byte[] question(int operation, byte[] name, int size) {
    byte[] all = new byte[size];
    ByteBuffer.wrap(all)
        .order(ByteOrder.nativeOrder())
        .putInt(operation)
        .putInt(0)
        .putInt(0)
        .put(name, 0, Math.min(name.length, size - HEAD_SIZE));
    return all;
  }

  private static byte[] question(int operation, String name) {
    return question(operation, name.getBytes(StandardCharsets.UTF_8), QUESTION_SIZE);
  }

  /** After whatever was done to it: the pod can still be started and ends as its app does. */
  private void assertWorks() throws Exception {
    pods.pods.start("p1", run, "app");
    assertThat(pods.awaitExit().exitCode()).isEqualTo(7);
  }

  @Test
  void malformedQuestionsAreRefused() throws Exception {
    pods.create("p1", new Wish().sh("exit 7"));
    byte[] name = "app".getBytes(StandardCharsets.UTF_8);
    byte[] endless = "a".repeat(64).getBytes(StandardCharsets.UTF_8);
    List<byte[]> malformed =
        List.of(
            new byte[] {2},
            question(START, name, QUESTION_SIZE - 1),
            question(START, name, QUESTION_SIZE + 1),
            question(START, name, 9000),
            question(START, endless, QUESTION_SIZE),
            question(START, ""));
    for (byte[] question : malformed) {
      Reply reply = ask(question, List.of());
      assertThat(reply).isEqualTo(new Reply(2, EPROTO, "malformed question"));
    }
    Reply unknown = ask(question(77, "app"), List.of());
    assertThat(unknown).isEqualTo(new Reply(2, Errno.ENOSYS, "unknown operation"));
    Reply stranger = ask(question(START, "stranger"), List.of());
    assertThat(stranger).isEqualTo(new Reply(2, Errno.ENOENT, "the pod has no app stranger"));
    assertWorks();
  }

  @Test
  void aPreparationWithoutWhatItNeedsIsRefusedAndLeavesRoomForAGoodOne() throws Exception {
    // a pod-init that has no app yet
    Files.createDirectories(run);
    int listener = sys.listen(run.resolve("control").toString());
    int directory = sys.openAt(-100, run.toString(), 0, 0);
    int nothing = sys.openAt(-100, "/dev/null", 2, 0);
    open.addAll(List.of(listener, directory, nothing));
    int pid =
        sys.spawn(
            PodFixture.POD_INIT.toString(),
            List.of(PodInitSpawner.NAME, "p1"),
            List.of(nothing, nothing, nothing, listener, directory));
    try {
      assertThat(ask(question(START, "app"), List.of()).number()).isEqualTo(Errno.ENOENT);
      assertThat(ask(question(PREPARE, "app"), List.of()))
          .isEqualTo(new Reply(2, EPROTO, "descriptors are missing"));
      assertThat(ask(question(PREPARE, "app"), List.of(nothing, nothing, nothing)))
          .isEqualTo(new Reply(2, EPROTO, "descriptors are missing"));
      for (byte[] garbage : garbage()) {
        int file = sys.memoryFile("garbage", garbage);
        open.add(file);
        Reply reply = ask(question(PREPARE, "app"), List.of(file, nothing, nothing, nothing));
        assertThat(reply).isEqualTo(new Reply(2, EPROTO, "read the request"));
      }
      Reply noFile = ask(question(PREPARE, "app"), List.of(listener, nothing, nothing, nothing));
      assertThat(noFile.kind()).isEqualTo(2);
      assertThat(noFile.text()).isEqualTo("read the request");
      List<Integer> tooMany = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        tooMany.add(nothing);
      }
      assertThat(ask(question(PREPARE, "app"), tooMany))
          .isEqualTo(new Reply(2, EPROTO, "malformed question"));
      try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        // 0 to 4, the signals, and perhaps our last connection; nothing of what we have sent
        assertThat(descriptors.count()).isBetween(6L, 7L);
      }
    } finally {
      int handle = sys.pidDescriptor(pid);
      open.add(handle);
      sys.signalPidDescriptor(handle, 9);
      assertThat(sys.awaitEnd(handle, PATIENCE_MILLIS)).isTrue();
      sys.reap(pid);
    }
  }

  private static List<byte[]> garbage() {
    byte[] noise = new byte[4096];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 131 + 7);
    }
    return List.of(
        new byte[0],
        new byte[3],
        new byte[64],
        noise,
        item(1, 3, new byte[] {'s', 'h', 'x'}), // a text without NUL
        item(1, -1, new byte[] {'s', 'h', 0}), // longer than the file
        item(5, 2, new byte[] {0, 0}), // half a number
        item(99, 1, new byte[] {0}),
        item(1, 3, new byte[] {'s', 'h', 0})); // no arguments, no directory
  }

  private static byte[] item(int type, int length, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.nativeOrder())
        .putInt(type)
        .putInt(length)
        .put(bytes)
        .array();
  }

  @Test
  void clientsBeyondItsRoomAreSentAwayAndRoomComesBack() throws Exception {
    pods.create("p1", new Wish().sh("exit 7"));
    List<Integer> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      crowd.add(connect());
    }
    int sentAway = 0;
    for (int client : crowd) {
      // one that was taken in waits for our question; one that was not hears the end at once
      if (sys.receive(client, ANSWER_SIZE, 200).filter(m -> m.length == 0).isPresent()) {
        sentAway++;
      }
    }
    assertThat(sentAway).isEqualTo(20 - (8 - 1)); // eight, one of them the daemon
    crowd.forEach(sys::close);
    open.removeAll(crowd);
    assertWorks();
  }

  @Test
  void aWatcherThatDoesNotReadHoldsNothingUp() throws Exception {
    pods.create("p1", new Wish().sh("exit 7"));
    int deaf = connect();
    for (int i = 0; i < 2000; i++) {
      try {
        sys.send(deaf, question(WATCH, "-"), List.of());
      } catch (ErrnoException dropped) {
        break; // it has answered until the buffer was full
      }
    }
    assertWorks();
  }

  @Test
  void onlyRootMayAsk() throws Exception {
    pods.create("p1", new Wish().sh("exit 7"));
    // pod-init's own check is meant, not the file's mode
    for (Path path = run; path.startsWith(pods.base); path = path.getParent()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(
        run.resolve("control"), PosixFilePermissions.fromString("rwxrwxrwx"));
    try (CProgram asker = new CProgram(ASKER)) {
      String socket = run.resolve("control").toString();
      assertThat(asker.run("0", socket)).isEqualTo("answered");
      assertThat(asker.run("65534", socket)).isEqualTo("refused");
    }
    assertWorks();
  }

  /** Asks to watch, as the user of its first argument. */
  private static final String ASKER =
      """
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <sys/un.h>
      #include <unistd.h>

      int main(int argc, char **argv)
      {
        struct sockaddr_un name = { .sun_family = AF_UNIX };
        char question[72] = { 3, 0, 0, 0, 0, 0, 0, 0, '-' }, answer[424];
        int s = socket(AF_UNIX, SOCK_SEQPACKET, 0);

        strncpy(name.sun_path, argv[argc - 1], sizeof name.sun_path - 1);
        if (setuid(atoi(argv[1])) != 0 || connect(s, (struct sockaddr *)&name, sizeof name) != 0)
          return 1;
        send(s, question, sizeof question, MSG_NOSIGNAL);
        printf(recv(s, answer, sizeof answer, 0) > 0 ? "answered" : "refused");
        return 0;
      }
      """;

  @Test
  void theAppInheritsNoDescriptorButItsOwn() throws Exception {
    Wish wish = new Wish();
    wish.exec = List.of("ls", "/proc/self/fd");
    pods.run("p1", wish);
    assertThat(pods.stdout("p1").lines()).containsExactly("0", "1", "2", "3"); // 3: the directory
    Wish host = new Wish();
    host.host = true;
    host.exec = List.of("/bin/ls", "/proc/self/fd");
    pods.run("p2", host);
    assertThat(pods.stdout("p2").lines()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void aRequestToEndIsForwardedToTheApp() throws Exception {
    PodProcess init =
        pods.create(
            "p1", new Wish().sh("trap 'exit 9' TERM; echo ready; while true; do sleep 0.1; done"));
    pods.pods.start("p1", run, "app");
    LinuxPodsTest.await(() -> pods.stdout("p1").equals("ready\n"));
    sys.kill(init.pid(), 15);
    assertThat(pods.awaitExit().exitCode()).isEqualTo(9);
  }

  @Test
  void aRequestToEndReachesAnAppThatIsNotExecutedYet() throws Exception {
    PodProcess init = pods.create("p1", new Wish().sh("exit 7"));
    sys.kill(init.pid(), 15);
    pods.pods.start("p1", run, "app");
    assertThat(pods.awaitExit().signal()).isEqualTo(15);
  }

  @Test
  void whatTheAppLeavesBehindEndsWithIt() throws Exception {
    PodProcess init =
        pods.create(
            "p1",
            new Wish()
                .sh(
                    "(sleep 1000 &); trap 'exit 9' TERM; echo ready;"
                        + " while true; do sleep 0.1; done"));
    pods.pods.start("p1", run, "app");
    LinuxPodsTest.await(() -> sleeper() != 0);
    int left = sleeper();
    sys.kill(init.pid(), 15);
    assertThat(pods.awaitExit().exitCode()).isEqualTo(9);
    assertThat(pods.ended.poll(20, TimeUnit.SECONDS)).isEqualTo("p1");
    LinuxPodsTest.await(() -> !Files.exists(Path.of("/proc/" + left)));
  }

  private int sleeper() throws Exception {
    for (int pid : pods.pods.processes("p1")) {
      Path line = Path.of("/proc/" + pid + "/cmdline");
      if (Files.exists(line) && Files.readString(line).equals("sleep\0" + "1000\0")) {
        return pid;
      }
    }
    return 0;
  }
}
