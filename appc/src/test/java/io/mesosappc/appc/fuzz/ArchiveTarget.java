package io.mesosappc.appc.fuzz;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.CheckedFile;
import io.mesosappc.appc.image.ImageCheck;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Any bytes as an image archive: they are refused with {@link ImageFormatException}, or unpacked
 * below the target alone; and the check says what the reading does. A fuzzer can hardly guess the
 * checksums of tar, so they are put right first.
 */
public final class ArchiveTarget {
  private static final int BLOCK = 512;
  private static final ImageLimits LIMITS =
      ImageLimits.DEFAULT
          .withUncompressedBytes(1 << 20)
          .withEntries(200)
          .withNameBytes(300)
          .withHeaderBytes(1 << 14)
          .withManifestBytes(1 << 14)
          .withDecompressorBytes(9 << 20);

  private ArchiveTarget() {}

  /** Jazzer's entry point. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    read(withChecksums(data));
  }

  private static void read(byte[] archive) throws IOException {
    CheckedFile check = new ImageCheck(LIMITS).archive(new ByteArrayInputStream(archive));
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix())) {
      Path target = Files.createDirectories(files.getPath("/outer/target"));
      Optional<AciContents> contents = extract(archive, target);
      require(check.valid() == contents.isPresent(), "check and reading differ: " + check);
      require(check.id().equals(contents.map(AciContents::id)), "check and reading have other IDs");
      try (Stream<Path> outer = Files.list(files.getPath("/outer"));
          Stream<Path> top = Files.list(files.getPath("/"))) {
        require(outer.count() == 1, "something was unpacked beside the target");
        // The root has "outer" and Jimfs' own working directory.
        require(top.count() == 2, "something was unpacked in the root");
      }
    }
  }

  private static Optional<AciContents> extract(byte[] archive, Path target) throws IOException {
    try {
      return Optional.of(
          new AciReader(LIMITS, SpecialFiles.SKIPPED)
              .extract(new ByteArrayInputStream(archive), target));
    } catch (ImageFormatException e) {
      return Optional.empty();
    }
  }

  private static byte[] withChecksums(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at + BLOCK <= data.length; at += BLOCK) {
      byte[] block = Arrays.copyOfRange(data, at, at + BLOCK);
      if (block[257] == 'u' && block[258] == 's') {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
          sum += b & 0xff;
        }
        byte[] digits = String.format("%06o", sum).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(digits, 0, block, 148, 6);
        block[154] = 0;
      }
      out.writeBytes(block);
    }
    out.write(data, data.length - data.length % BLOCK, data.length % BLOCK);
    return out.toByteArray();
  }

  private static void require(boolean condition, String broken) {
    if (!condition) {
      throw new AssertionError(broken);
    }
  }
}
