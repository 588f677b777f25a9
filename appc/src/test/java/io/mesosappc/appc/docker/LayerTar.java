package io.mesosappc.appc.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes the tar file of a layer, names as they are given. */
final class LayerTar {
  private static final FileTime MODIFIED = FileTime.fromMillis(1_600_000_000_000L);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  LayerTar() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  LayerTar directory(String name) {
    return directory(name, 0755);
  }

  LayerTar directory(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name + "/", TarConstants.LF_DIR, true);
    entry.setMode(mode);
    entry.setModTime(MODIFIED);
    return put(entry, "");
  }

  LayerTar file(String name, String content) {
    return put(entry(name, TarConstants.LF_NORMAL), content);
  }

  LayerTar file(String name, byte[] content) {
    return put(entry(name, TarConstants.LF_NORMAL), content);
  }

  LayerTar file(String name, String content, int mode, int owner, long seconds, String attribute) {
    TarArchiveEntry entry = entry(name, TarConstants.LF_NORMAL);
    entry.setMode(mode);
    entry.setIds(owner, owner);
    entry.setModTime(FileTime.fromMillis(seconds * 1000));
    entry.addPaxHeader("SCHILY.xattr." + attribute, "value");
    return put(entry, content);
  }

  LayerTar whiteout(String name) {
    return file(name, "");
  }

  LayerTar symbolicLink(String name, String target) {
    TarArchiveEntry entry = entry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    return put(entry, "");
  }

  LayerTar hardLink(String name, String target) {
    TarArchiveEntry entry = entry(name, TarConstants.LF_LINK);
    entry.setLinkName(target);
    return put(entry, "");
  }

  LayerTar fifo(String name) {
    return put(entry(name, TarConstants.LF_FIFO), "");
  }

  byte[] bytes() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TarArchiveEntry entry(String name, byte type) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setMode(0644);
    entry.setModTime(MODIFIED);
    return entry;
  }

  private LayerTar put(TarArchiveEntry entry, String content) {
    return put(entry, content.getBytes(StandardCharsets.UTF_8));
  }

  private LayerTar put(TarArchiveEntry entry, byte[] data) {
    try {
      entry.setSize(data.length);
      tar.putArchiveEntry(entry);
      tar.write(data);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
