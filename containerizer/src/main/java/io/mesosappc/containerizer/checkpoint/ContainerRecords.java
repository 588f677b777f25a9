package io.mesosappc.containerizer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mesosappc.containerizer.files.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The records on disk. A record is replaced as a whole by rename(2), so that a reader finds the old
 * one or the new one; it is not synced, for it describes processes and cgroups that no power
 * failure leaves behind. Calls for one container must not overlap.
 */
public final class ContainerRecords {
  private final Layout layout;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  public ContainerRecords(Layout layout) {
    this.layout = layout;
  }

  /**
   * Makes the directories of all containers.
   *
   * @throws IOException if they cannot be made
   */
  public void prepare() throws IOException {
    for (Path directory : new Path[] {layout.containers(), layout.writable()}) {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /**
   * Writes a record, and makes the container's directory for its first one.
   *
   * @throws IOException if it cannot be written; the old one is still there then
   */
  public void save(ContainerRecord record) throws IOException {
    String id = record.request().id();
    Path file = layout.record(id);
    Path fresh = file.resolveSibling("record.json.new");
    byte[] bytes = json.writeValueAsBytes(record);
    try {
      Files.write(fresh, bytes);
    } catch (NoSuchFileException first) {
      Files.createDirectory(
          layout.container(id),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.write(fresh, bytes);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * The record of a container; empty if it has none that can be read, as after a crash before its
   * first one was complete.
   *
   * @throws IOException if the disk fails
   */
  public Optional<ContainerRecord> load(String id) throws IOException {
    try {
      ContainerRecord record =
          json.readValue(Files.readAllBytes(layout.record(id)), ContainerRecord.class);
      return record.format() == ContainerRecord.FORMAT && record.request().id().equals(id)
          ? Optional.of(record)
          : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /**
   * The IDs of all containers that have any directory, on either side.
   *
   * @throws IOException if the disk fails
   */
  public Set<String> ids() throws IOException {
    Set<String> ids = new TreeSet<>();
    for (Path directory : new Path[] {layout.containers(), layout.writable()}) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        entries.forEach(entry -> ids.add(entry.getFileName().toString()));
      }
    }
    return ids;
  }

  /**
   * Makes the directories that an overlay root needs.
   *
   * @throws IOException if they cannot be made
   */
  public void makeWritable(String id) throws IOException {
    Files.createDirectory(
        layout.writable(id),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createDirectory(
        layout.upper(id),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Files.createDirectory(layout.overlayWork(id));
  }

  /**
   * Removes everything of a container from the disk, its record last.
   *
   * @throws IOException if something stays
   */
  public void remove(String id) throws IOException {
    Trees.remove(layout.writable(id));
    Path directory = layout.container(id);
    if (Files.exists(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          if (!entry.equals(layout.record(id))) {
            Trees.remove(entry);
          }
        }
      }
      Files.deleteIfExists(layout.record(id));
      Files.delete(directory);
    }
  }

  /** Where everything is. */
  public Layout layout() {
    return layout;
  }
}
