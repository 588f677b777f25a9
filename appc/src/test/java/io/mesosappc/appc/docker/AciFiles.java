package io.mesosappc.appc.docker;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.ImageId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What is in an ACI, as another program's tar reader sees it. */
record AciFiles(Map<String, TarArchiveEntry> entries, Map<String, String> contents) {

  static AciFiles of(ConvertedImage image) throws IOException {
    return of(image.open());
  }

  static AciFiles of(InputStream archive) throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    Map<String, String> contents = new LinkedHashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(archive, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String name = entry.getName().replaceFirst("^rootfs/?", "/").replaceFirst("(?<=.)/$", "");
        if (entries.put(name, entry) != null) {
          throw new AssertionError(name + " occurs twice");
        }
        if (entry.isFile() && !entry.isLink() && !entry.isSymbolicLink()) {
          contents.put(name, new String(tar.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return new AciFiles(entries, contents);
  }

  /** Unpacks with our own reader, which checks the archive to its end. */
  static ImageId extract(ConvertedImage image, Path directory) throws IOException {
    return new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
        .extract(image.open(), directory)
        .id();
  }
}
