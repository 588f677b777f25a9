package io.mesosappc.appc.encryption;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Passphrases in files, one for each prefix of image names; the longest prefix that covers a name
 * counts. The passphrase is the first line of its file, in UTF-8, as for {@code gpg
 * --passphrase-file}. Files are read at each use.
 *
 * @param files a file for each prefix; an image without a known name gets that of {@link
 *     NamePrefix#ALL}
 */
public record PassphraseFiles(Map<NamePrefix, Path> files) implements Passphrases {
  private static final int LONGEST = 4096;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** Copies the map. */
  public PassphraseFiles {
    files = Map.copyOf(files);
  }

  @Override
  public Optional<char[]> find(Optional<AcIdentifier> image) throws IOException {
    Optional<NamePrefix> prefix =
        files.keySet().stream()
            .filter(each -> each.name().isEmpty() || image.map(each::covers).orElse(false))
            .max(Comparator.comparing(each -> each, NamePrefix.BY_LENGTH));
    if (prefix.isEmpty()) {
      return Optional.empty();
    }
    Path file = files.getOrDefault(prefix.get(), Path.of(""));
    checkMode(file);
    return Optional.of(firstLine(file));
  }

  private static void checkMode(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(mode)) {
      throw new IOException(
          "cannot use the passphrase file "
              + file
              + ": others than its owner have access to it; chmod 0600 it");
    }
  }

  private static char[] firstLine(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(LONGEST);
    }
    int end = 0;
    while (end < content.length && content[end] != '\n') {
      end++;
    }
    try {
      if (end == 0 || end == LONGEST) {
        throw new IOException(
            "cannot use the passphrase file "
                + file
                + ": its first line must have 1 to "
                + (LONGEST - 1)
                + " bytes");
      }
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content, 0, end));
      char[] passphrase = Arrays.copyOfRange(text.array(), 0, text.length());
      Arrays.fill(text.array(), '\0');
      return passphrase;
    } catch (CharacterCodingException e) {
      throw new IOException("cannot use the passphrase file " + file + ": it is not UTF-8", e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }
}
