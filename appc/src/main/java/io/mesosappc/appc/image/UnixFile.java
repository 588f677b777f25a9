package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;

/**
 * Sets owner, mode and time of unpacked files through the JDK's "unix" attribute view. Where there
 * is no such view, or no right to change owners, those properties stay as the system made them.
 */
final class UnixFile {
  private final boolean unix;
  private final boolean root;

  /** Learns from a directory of our own what is possible there. */
  UnixFile(Path ownDirectory) throws IOException {
    unix = ownDirectory.getFileSystem().supportedFileAttributeViews().contains("unix");
    root = unix && Files.getAttribute(ownDirectory, "unix:uid").equals(0);
  }

  void apply(Path path, TarEntry entry) throws IOException {
    boolean link = entry.type() == TarEntry.Type.SYMBOLIC_LINK;
    // Files made by root belong to root already.
    if (root && (entry.uid() != 0 || entry.gid() != 0)) {
      Files.setAttribute(path, "unix:uid", (int) entry.uid(), LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", (int) entry.gid(), LinkOption.NOFOLLOW_LINKS);
    }
    // After the owner: a change of owner takes setuid and setgid away (man 2 chown).
    if (unix && !link) {
      Files.setAttribute(path, "unix:mode", entry.mode());
    }
    touch(path, entry.modified());
  }

  /** Sets both times, since leaving one open would make the JDK read it first. */
  void touch(Path path, FileTime time) throws IOException {
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }
}
