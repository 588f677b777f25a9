package io.mesosappc.containerizer.checkpoint;

import java.nio.file.Path;

/**
 * Every file and directory of the daemon, by name ({@code docs/on-disk-format.md}).
 *
 * @param runDirectory what lasts as long as the machine runs, e.g. {@code /run/mesos-appc}
 * @param workDirectory what lasts longer, e.g. {@code /var/lib/mesos-appc}
 */
public record Layout(Path runDirectory, Path workDirectory) {

  /** The directories of all containers of this run of the machine. */
  public Path containers() {
    return runDirectory.resolve("containers");
  }

  /** A container's own: its record, pod-init's socket, exit statuses, the executor's journal. */
  public Path container(String id) {
    return containers().resolve(id);
  }

  /** A container's record. */
  public Path record(String id) {
    return container(id).resolve("record.json");
  }

  /** What the executor has told and been told. */
  public Path journal(String id) {
    return container(id).resolve("executor.journal");
  }

  /** What all containers write to their root file systems. */
  public Path writable() {
    return workDirectory.resolve("containers");
  }

  /** What one container writes: the directories {@link #upper} and {@link #overlayWork}. */
  public Path writable(String id) {
    return writable().resolve(id);
  }

  /** overlayfs' upper directory. */
  public Path upper(String id) {
    return writable(id).resolve("upper");
  }

  /** overlayfs' work directory. */
  public Path overlayWork(String id) {
    return writable(id).resolve("work");
  }

  /** Image and sandbox of the containers that are run to warm up, while they are. */
  public Path warmUp() {
    return workDirectory.resolve("warm-up");
  }

  /** The image store. */
  public Path store() {
    return workDirectory.resolve("store");
  }

  /** The boot that the contents of {@link #runDirectory} belong to. */
  public Path bootId() {
    return runDirectory.resolve("boot_id");
  }
}
