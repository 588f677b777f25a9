package io.mesosappc.appc.image;

import io.mesosappc.appc.image.RootfsLedger.Made;
import io.mesosappc.appc.image.RootfsLedger.Sort;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ManifestCheck;
import io.mesosappc.appc.schema.ManifestReader;
import io.mesosappc.appc.schema.PodManifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says what a file is and everything that is wrong with it, without unpacking: manifests of both
 * kinds, image archives, and image layouts. Reading by {@link AciReader} and {@link ManifestReader}
 * succeeds exactly for what is valid here. Thread-safe.
 *
 * <pre>{@code
 * CheckedFile found = new ImageCheck(ImageLimits.DEFAULT).check(Path.of("hello.aci"));
 * found.problems().forEach(System.err::println);
 * }</pre>
 */
public final class ImageCheck {
  private static final int MOST_PROBLEMS = 100;

  private final ImageLimits limits;
  private final ManifestReader manifests;

  /** A check with the limits of an import. */
  public ImageCheck(ImageLimits limits) {
    this.limits = limits;
    this.manifests = new ManifestReader(limits.manifestBytes(), limits.manifestDepth());
  }

  /**
   * Looks at a file or directory.
   *
   * @throws IOException when it cannot be read
   */
  public CheckedFile check(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      return layout(file);
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(TarHeader.BLOCK_BYTES);
    }
    if (start.length == 0) {
      return new CheckedFile(FileKind.UNKNOWN, Optional.empty(), List.of("the file is empty"));
    }
    if (isArchive(start)) {
      try (InputStream in = Files.newInputStream(file)) {
        return archive(in);
      }
    }
    if (isText(start)) {
      try (InputStream in = Files.newInputStream(file)) {
        return manifest(in.readNBytes(limits.manifestBytes() + 1));
      }
    }
    return new CheckedFile(
        FileKind.UNKNOWN,
        Optional.empty(),
        List.of("the file is neither JSON nor a tar file; if it is encrypted, decrypt it first"));
  }

  /**
   * Looks at an image archive.
   *
   * @param archive the archive; closed in every case
   * @throws IOException when it cannot be read
   */
  public CheckedFile archive(InputStream archive) throws IOException {
    List<String> problems = new ArrayList<>();
    Optional<ImageId> id = Optional.empty();
    try (TarPipeline tarFile = new TarPipeline(archive, limits)) {
      Archive found = new Archive(problems);
      found.read(new TarReader(tarFile, limits));
      id = Optional.of(tarFile.finish());
    } catch (ImageFormatException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return new CheckedFile(
        FileKind.IMAGE_ARCHIVE, problems.isEmpty() ? id : Optional.empty(), problems);
  }

  private CheckedFile manifest(byte[] content) {
    ManifestCheck check = manifests.check(content);
    FileKind kind =
        check.kind().filter(PodManifest.KIND::equals).isPresent()
            ? FileKind.POD_MANIFEST
            : check.kind().isPresent() ? FileKind.IMAGE_MANIFEST : FileKind.UNKNOWN;
    return new CheckedFile(kind, Optional.empty(), sentences(check));
  }

  private CheckedFile layout(Path directory) throws IOException {
    List<String> problems = new ArrayList<>();
    Path manifest = directory.resolve(AciReader.MANIFEST);
    if (Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      try (InputStream in = Files.newInputStream(manifest)) {
        problems.addAll(imageManifest(in.readNBytes(limits.manifestBytes() + 1)));
      }
    } else {
      problems.add("the directory has no regular file \"manifest\"");
    }
    if (!Files.isDirectory(directory.resolve(RootfsLedger.ROOT), LinkOption.NOFOLLOW_LINKS)) {
      problems.add("the directory has no directory \"rootfs\"");
    }
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(directory)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    names.remove(AciReader.MANIFEST);
    names.remove(RootfsLedger.ROOT);
    names.forEach(name -> problems.add("\"" + name + "\" is neither \"manifest\" nor \"rootfs\""));
    return new CheckedFile(FileKind.IMAGE_LAYOUT, Optional.empty(), problems);
  }

  private List<String> imageManifest(byte[] content) {
    ManifestCheck check = manifests.check(content);
    if (check.kind().filter(PodManifest.KIND::equals).isPresent()) {
      return List.of("manifest $.acKind: must be \"" + ImageManifest.KIND + "\" in an image");
    }
    return sentences(check);
  }

  private static List<String> sentences(ManifestCheck check) {
    return check.problems().stream()
        .limit(MOST_PROBLEMS)
        .map(problem -> String.valueOf(problem.getMessage()))
        .toList();
  }

  private static boolean isArchive(byte[] start) throws ImageFormatException {
    if (Compression.detect(start) != Compression.NONE) {
      return true;
    }
    if (start.length < TarHeader.BLOCK_BYTES) {
      return false;
    }
    TarHeader header = new TarHeader(start);
    return header.isPosix() || header.isGnu() || header.isIntact();
  }

  /** Whether this may be text: any that is not JSON is then told so with line and column. */
  private static boolean isText(byte[] start) {
    for (byte b : start) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return false;
      }
    }
    return true;
  }

  /** One archive that is being looked at. */
  private final class Archive {
    private final List<String> problems;
    private final RootfsLedger ledger = new RootfsLedger(limits, TargetNames.UNIX);
    private boolean manifestSeen;

    Archive(List<String> problems) {
      this.problems = problems;
    }

    void read(TarReader tar) throws IOException {
      Optional<TarEntry> entry = tar.next();
      while (entry.isPresent()) {
        try {
          look(entry.get(), tar);
        } catch (ImageFormatException e) {
          problems.add(String.valueOf(e.getMessage()));
          if (ledger.entries() > limits.entries() || problems.size() >= MOST_PROBLEMS) {
            return;
          }
        }
        entry = tar.next();
      }
      if (!manifestSeen) {
        problems.add(String.valueOf(AciReader.noManifest().getMessage()));
      }
      if (!ledger.hasRoot()) {
        problems.add(String.valueOf(AciReader.noRootfs().getMessage()));
      }
    }

    private void look(TarEntry entry, TarReader tar) throws IOException {
      String name = AciReader.checkedName(entry);
      if (name.equals(AciReader.MANIFEST)) {
        if (manifestSeen) {
          throw new ImageFormatException(entry.name(), "it occurs twice");
        }
        manifestSeen = true;
        problems.addAll(imageManifest(AciReader.readManifest(entry, tar, limits)));
      } else if (!name.isEmpty()) {
        ledger.admit(name, entry);
        for (String parent : ledger.missingParents(name)) {
          ledger.put(parent, Made.IMPLIED);
        }
        ledger.put(name, made(entry));
      }
    }

    private Made made(TarEntry entry) throws IOException {
      return switch (entry.type()) {
        case DIRECTORY -> Made.DIRECTORY;
        case SYMBOLIC_LINK -> new Made(Sort.SYMBOLIC_LINK, Optional.of(entry));
        case HARD_LINK -> ledger.at(RootfsLedger.linkTarget(entry)).orElseThrow();
        default -> Made.FILE;
      };
    }
  }
}
