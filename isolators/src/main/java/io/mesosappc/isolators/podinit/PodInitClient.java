package io.mesosappc.isolators.podinit;

import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Asks a pod-init, on the caller's thread; every question has a time limit. */
public final class PodInitClient {
  /** The name of the socket in a pod's run directory. */
  public static final String SOCKET = "control";

  private static final int PREPARE = 1;
  private static final int START = 2;
  private static final int WATCH = 3;
  private static final int LONGEST_NAME = 63;
  private static final int QUESTION_SIZE = 12 + LONGEST_NAME + 1;
  private static final int PATIENCE_MILLIS = 30_000;

  private final Syscalls sys;

  public PodInitClient(Syscalls sys) {
    this.sys = sys;
  }

  /**
   * Has an app's process made and held, and hears of ends from then on.
   *
   * @param descriptors request, stdin, stdout, stderr, the mount namespace and the cgroup v2
   *     directory if there are such, {@code tasks} files of cgroup v1
   * @return the connection on which pod-init tells of ends, the caller's to close
   * @throws PodInitException if a step fails, with its errno
   */
  public int prepare(
      Path runDirectory,
      String app,
      boolean mountNamespace,
      boolean unifiedGroup,
      List<Integer> descriptors)
      throws PodInitException {
    return open(runDirectory, question(PREPARE, mountNamespace, unifiedGroup, app), descriptors);
  }

  /**
   * Lets an app execute. Asked again of an app that runs it changes nothing.
   *
   * @throws PodInitException if it cannot be executed, with path and errno
   */
  public void start(Path runDirectory, String app) throws PodInitException {
    ask(runDirectory, question(START, false, false, app), List.of());
  }

  /**
   * A connection on which pod-init tells of ends.
   *
   * @throws PodInitException if it is not there
   */
  int watch(Path runDirectory) throws PodInitException {
    return open(runDirectory, question(WATCH, false, false, "-"), List.of());
  }

  private int open(Path runDirectory, byte[] question, List<Integer> descriptors)
      throws PodInitException {
    int socket = connect(runDirectory);
    try {
      exchange(socket, question, descriptors);
      return socket;
    } catch (PodInitException e) {
      sys.close(socket);
      throw e;
    }
  }

  private void ask(Path runDirectory, byte[] question, List<Integer> descriptors)
      throws PodInitException {
    int socket = connect(runDirectory);
    try {
      exchange(socket, question, descriptors);
    } finally {
      sys.close(socket);
    }
  }

  private int connect(Path runDirectory) throws PodInitException {
    try {
      return sys.connect(runDirectory.resolve(SOCKET).toString());
    } catch (ErrnoException e) {
      throw new PodInitException("pod-init does not answer: " + e.getMessage(), e);
    }
  }

  private void exchange(int socket, byte[] question, List<Integer> descriptors)
      throws PodInitException {
    try {
      sys.send(socket, question, descriptors);
      Optional<byte[]> reply = sys.receive(socket, Answer.SIZE, PATIENCE_MILLIS);
      if (reply.isEmpty()) {
        throw new PodInitException(
            "pod-init has not answered for " + PATIENCE_MILLIS / 1000 + " s");
      }
      if (reply.get().length == 0) {
        throw new PodInitException("pod-init ended before it answered");
      }
      Answer answer = Answer.parse(reply.get());
      if (answer.kind() == Answer.FAILED) {
        throw new PodInitException(answer.failure());
      }
    } catch (ErrnoException e) {
      throw new PodInitException("pod-init does not answer: " + e.getMessage(), e);
    }
  }

  private static byte[] question(
      int operation, boolean mountNamespace, boolean unifiedGroup, String app)
      throws PodInitException {
    byte[] name = app.getBytes(StandardCharsets.UTF_8);
    if (name.length == 0 || name.length > LONGEST_NAME) {
      throw new PodInitException(
          "the app's name has "
              + name.length
              + " bytes, of 1 to "
              + LONGEST_NAME
              + ": '"
              + app
              + "'");
    }
    return ByteBuffer.allocate(QUESTION_SIZE)
        .order(ByteOrder.nativeOrder())
        .putInt(operation)
        .putInt(mountNamespace ? 1 : 0)
        .putInt(unifiedGroup ? 1 : 0)
        .put(name)
        .array();
  }
}
