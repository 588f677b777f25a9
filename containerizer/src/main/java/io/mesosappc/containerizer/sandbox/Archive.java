package io.mesosappc.containerizer.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The kinds of archive that are unpacked, known by the end of a file's name as Mesos knows them.
 */
enum Archive {
  TAR("\\.tar"),
  TAR_GZ("\\.tar\\.gz|\\.tgz"),
  TAR_BZ2("\\.tar\\.bz2|\\.tbz2"),
  TAR_XZ("\\.tar\\.xz|\\.txz"),
  ZIP("\\.zip"),
  GZ("\\.gz");

  private static final int XZ_MEMORY_KIB = 256 * 1024;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;

  private final String suffix;

  /**
   * @param suffix a regular expression for the end of the file's name
   */
  Archive(String suffix) {
    this.suffix = suffix;
  }

  /** The kind of a file; {@code .gz} alone is what is left when it is no {@code .tar.gz}. */
  static Optional<Archive> of(String fileName) {
    return Arrays.stream(values())
        .filter(archive -> fileName.matches("(?s).+(" + archive.suffix + ")"))
        .findFirst();
  }

  /**
   * Unpacks a file into a tree.
   *
   * @param fileName what the file is called for the task, not where it is
   */
  void unpack(Path file, String fileName, StagedTree tree) throws FetchFault, IOException {
    try {
      switch (this) {
        case ZIP -> zip(file, tree);
        case GZ -> {
          try (InputStream content = decompressed(file)) {
            String name = fileName.substring(0, fileName.length() - ".gz".length());
            tree.file(EntryName.parse(name), FILE_MODE, content);
          }
        }
        default -> {
          try (InputStream content = decompressed(file);
              TarArchiveInputStream tar =
                  new TarArchiveInputStream(content, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
              tarEntry(tar, e, tree);
            }
            tree.drain(content);
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new FetchFault("the archive is damaged: " + e.getMessage(), "make it again");
    }
  }

  private InputStream decompressed(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return switch (this) {
        case TAR_GZ, GZ ->
            GzipCompressorInputStream.builder()
                .setInputStream(raw)
                .setDecompressConcatenated(true)
                .get();
        case TAR_BZ2 -> new BZip2CompressorInputStream(raw, true);
        case TAR_XZ ->
            XZCompressorInputStream.builder()
                .setInputStream(raw)
                .setDecompressConcatenated(true)
                .setMemoryLimitKiB(XZ_MEMORY_KIB)
                .get();
        case TAR, ZIP -> raw;
      };
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static void tarEntry(TarArchiveInputStream tar, TarArchiveEntry entry, StagedTree tree)
      throws IOException, FetchFault {
    EntryName name = EntryName.parse(entry.getName());
    if (!entry.isCheckSumOK()) {
      throw new FetchFault("it is no tar archive, or a damaged one", "make it again");
    }
    if (entry.isDirectory()) {
      tree.directory(name, entry.getMode());
    } else if (entry.isSymbolicLink()) {
      tree.symbolicLink(name, entry.getLinkName());
    } else if (entry.isLink()) {
      tree.hardLink(name, EntryName.parse(entry.getLinkName()));
    } else if (isFile(entry)) {
      tree.file(name, entry.getMode(), tar);
    } else {
      throw special(name);
    }
  }

  private static boolean isFile(TarArchiveEntry entry) {
    byte flag = entry.getLinkFlag();
    return flag == TarConstants.LF_NORMAL
        || flag == TarConstants.LF_OLDNORM
        || flag == TarConstants.LF_CONTIG
        || entry.isSparse();
  }

  private static void zip(Path file, StagedTree tree) throws IOException, FetchFault {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      Enumeration<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder();
      while (entries.hasMoreElements()) {
        ZipArchiveEntry entry = entries.nextElement();
        EntryName name = EntryName.parse(entry.getName());
        boolean unix = entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX;
        int mode = unix ? entry.getUnixMode() : 0;
        if (entry.isDirectory()) {
          tree.directory(name, mode == 0 ? DIRECTORY_MODE : mode);
        } else if (!zip.canReadEntryData(entry)) {
          throw new FetchFault(
              "'" + name + "' is encrypted, or compressed in a way that is not supported",
              "pack it with deflate");
        } else if (entry.isUnixSymlink()) {
          tree.symbolicLink(name, zip.getUnixSymlink(entry));
        } else if ((mode & TYPE) != 0 && (mode & TYPE) != REGULAR) {
          throw special(name);
        } else {
          try (InputStream content = zip.getInputStream(entry)) {
            tree.file(name, mode == 0 ? FILE_MODE : mode, content);
          }
        }
      }
    }
  }

  private static FetchFault special(EntryName name) {
    return new FetchFault(
        "the archive's entry '" + name + "' is a device, a FIFO or something stranger",
        "archives may hold files, directories and links");
  }
}
