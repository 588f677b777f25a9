package io.mesosappc.containerizer.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Kills a process the way the agent's {@code os::killtree} does: with its descendants and
 * everything in its session.
 */
final class ProcessTree {
  /**
   * Of the fields of {@code /proc/PID/stat} behind the name: state, ppid, pgrp, session (man 5
   * proc).
   */
  private static final int SESSION = 3;

  private ProcessTree() {}

  /** SIGKILL for all of them, by their IDs. */
  static void kill(Process root) {
    Set<ProcessHandle> doomed = new LinkedHashSet<>();
    doomed.add(root.toHandle());
    root.descendants().forEach(doomed::add);
    doomed.addAll(session(root.pid()));
    doomed.forEach(ProcessHandle::destroyForcibly);
  }

  private static Set<ProcessHandle> session(long leader) {
    Set<ProcessHandle> members = new LinkedHashSet<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (sessionOf(process) == leader) {
          ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
              .ifPresent(members::add);
        }
      }
    } catch (IOException e) {
      // Without /proc the descendants must do.
    }
    return members;
  }

  private static long sessionOf(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[SESSION]);
    } catch (IOException gone) {
      return -1;
    }
  }
}
