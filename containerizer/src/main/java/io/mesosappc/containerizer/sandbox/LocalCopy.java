package io.mesosappc.containerizer.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Copies a file of the agent's machine. The daemon may read everything, the task's user may not: a
 * file, or a directory above it, that is closed to that user is refused. Supplementary groups and
 * access control lists are not looked at. Each directory is opened below the one before and
 * compared with what was checked, so that exchanging it meanwhile does not help.
 */
final class LocalCopy {
  private static final int READ = 4;
  private static final int SEARCH = 1;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;

  private final FetchLimits limits;
  private final Optional<Owner> reader;

  LocalCopy(FetchLimits limits, Optional<Owner> reader) {
    this.limits = limits;
    this.reader = reader;
  }

  @SuppressWarnings(
      "StreamResourceLeak") // every directory goes on a stack that is closed at the end
  void fetch(Source.Local source, Path target) throws FetchFault, IOException {
    Deque<SecureDirectoryStream<Path>> open = new ArrayDeque<>();
    try {
      Path real = source.path().toRealPath();
      Path name = real.getFileName();
      if (name == null) {
        throw notRegular();
      }
      Path at = Path.of("/");
      open.push(SandboxDirectory.secure(Files.newDirectoryStream(at), at));
      check(at, SEARCH, keyOf(open.element(), Optional.empty()));
      for (Path step : Objects.requireNonNullElse(real.getParent(), at)) {
        at = at.resolve(step);
        open.push(open.element().newDirectoryStream(step, LinkOption.NOFOLLOW_LINKS));
        check(at, SEARCH, keyOf(open.element(), Optional.empty()));
      }
      SecureDirectoryStream<Path> parent = open.element();
      int mode = check(real, READ, keyOf(parent, Optional.of(name)));
      if ((mode & TYPE) != REGULAR) {
        throw notRegular();
      }
      try (InputStream content =
          Channels.newInputStream(
              parent.newByteChannel(
                  name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
        check(real, READ, keyOf(parent, Optional.of(name)));
        Transfer.toNewFile(content, target, limits.maxDownloadBytes(), () -> {});
      }
    } catch (NoSuchFileException e) {
      throw new FetchFault(
          "no such file on this agent: " + e.getFile(), "put it on every agent, or use http");
    } finally {
      for (DirectoryStream<Path> directory : open) {
        directory.close();
      }
    }
  }

  private static FetchFault notRegular() {
    return new FetchFault("it is not a regular file", "name a file, or an archive of a directory");
  }

  private static Object keyOf(SecureDirectoryStream<Path> directory, Optional<Path> name)
      throws IOException {
    BasicFileAttributes attributes =
        name.isEmpty()
            ? directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes()
            : directory
                .getFileAttributeView(
                    name.get(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    return attributes.fileKey();
  }

  /** Checks that {@code path} is the opened file and open to the user; returns its mode. */
  private int check(Path path, int access, Object opened) throws IOException, FetchFault {
    Map<String, Object> found =
        Files.readAttributes(path, "unix:uid,gid,mode,fileKey", LinkOption.NOFOLLOW_LINKS);
    if (!opened.equals(found.get("fileKey"))) {
      throw new FetchFault(path + " was exchanged while it was read", "leave it alone");
    }
    int uid = (Integer) Objects.requireNonNull(found.get("uid"));
    int gid = (Integer) Objects.requireNonNull(found.get("gid"));
    int mode = (Integer) Objects.requireNonNull(found.get("mode"));
    if (reader.isPresent() && !reader.get().may(access, uid, gid, mode)) {
      throw new FetchFault(
          path + " is not open to the task's user (uid " + reader.get().uid() + ")",
          "let that user " + (access == READ ? "read" : "search") + " it");
    }
    return mode;
  }
}
