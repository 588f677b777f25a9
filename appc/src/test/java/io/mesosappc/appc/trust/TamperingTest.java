package io.mesosappc.appc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.testing.Gpg;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No byte of image, signature or key can be changed without being refused. Needs gpg, not root. */
@Tag("integration")
class TamperingTest {
  private static final AcIdentifier IMAGE = AcIdentifier.parse("example.com/app");
  private static final byte[] ARCHIVE = archive();

  private static Gpg gpg;

  private final Path directory;

  TamperingTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeAll
  static void start() throws Exception {
    gpg = Gpg.start();
  }

  @AfterAll
  static void end() throws IOException {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static byte[] archive() {
    byte[] archive = new byte[70_000];
    new Random(2).nextBytes(archive);
    return archive;
  }

  private KeyStore store(String name, byte[] key) throws Exception {
    KeyStore store = new KeyStore(List.of(), directory.resolve(name), InstantSource.system());
    store.add(NamePrefix.ALL, key);
    return store;
  }

  private static void check(KeyStore store, byte[] archive, byte[] signature)
      throws IOException, UntrustedImageException {
    ImageVerifier verifier = new ImageVerifier(store, TrustPolicy.STRICT, InstantSource.system());
    try (VerifiedInput in =
        verifier.open(
            new ByteArrayInputStream(archive), Optional.of(new ByteArrayInputStream(signature)))) {
      in.finish(IMAGE);
    }
  }

  private static byte[] flipped(byte[] bytes, int position, int bit) {
    byte[] flipped = bytes.clone();
    flipped[position] ^= (byte) (1 << bit);
    return flipped;
  }

  /** A signature by the key, or by a subkey where it has one. */
  private static byte[] key(String algorithm) throws Exception {
    String name = algorithm + "@tamper.example.com";
    if (!algorithm.endsWith("+sub")) {
      return gpg.run("--export", gpg.key(name, algorithm, "sign", "never"));
    }
    String plain = algorithm.substring(0, algorithm.length() - 4);
    String key = gpg.key(name, plain, "cert", "never");
    gpg.subkey(key, plain, "sign", "never");
    return gpg.run("--export", key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "nistp256", "rsa2048"})
  void noBitOfASignatureCanBeChanged(String algorithm) throws Exception {
    KeyStore store = store(algorithm, key(algorithm));
    String name = algorithm + "@tamper.example.com";
    byte[] binary = gpg.feed(ARCHIVE, "--local-user", name, "--detach-sign");
    check(store, ARCHIVE, binary);
    for (int position = 0; position < binary.length; position++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = flipped(binary, position, bit);
        assertThatThrownBy(() -> check(store, ARCHIVE, changed))
            .as("byte %d, bit %d", position, bit)
            .isInstanceOf(UntrustedImageException.class);
      }
    }
    for (int length = 0; length < binary.length; length++) {
      byte[] cut = Arrays.copyOf(binary, length);
      assertThatThrownBy(() -> check(store, ARCHIVE, cut))
          .as("the first %d bytes", length)
          .isInstanceOf(UntrustedImageException.class);
    }
  }

  @Test
  void noByteOfAnArmoredSignatureCanBeChangedButInLineEnds() throws Exception {
    KeyStore store = store("armored", key("rsa2048+sub"));
    byte[] armored = gpg.sign("rsa2048+sub@tamper.example.com", ARCHIVE);
    check(store, ARCHIVE, armored);
    Random random = new Random(3);
    for (int position = 0; position < armored.length; position++) {
      byte[] changed = armored.clone();
      do {
        changed[position] = (byte) random.nextInt(256);
      } while (changed[position] == armored[position] || Character.isWhitespace(changed[position]));
      assertThatThrownBy(() -> check(store, ARCHIVE, changed))
          .as("byte %d is %d", position, changed[position])
          .isInstanceOf(UntrustedImageException.class);
    }
  }

  @Test
  void noByteOfAnArchiveCanBeChangedAddedOrLeftOut() throws Exception {
    KeyStore store = store("archive", key("nistp384"));
    byte[] signature = gpg.sign("nistp384@tamper.example.com", ARCHIVE);
    check(store, ARCHIVE, signature);
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      int position = i == 0 ? 0 : i == 1 ? ARCHIVE.length - 1 : random.nextInt(ARCHIVE.length);
      byte[] changed = flipped(ARCHIVE, position, random.nextInt(8));
      assertBad(store, changed, signature);
    }
    assertBad(store, Arrays.copyOf(ARCHIVE, ARCHIVE.length - 1), signature);
    assertBad(store, Arrays.copyOf(ARCHIVE, ARCHIVE.length + 1), signature);
    assertBad(store, new byte[0], signature);
  }

  private static void assertBad(KeyStore store, byte[] archive, byte[] signature) {
    assertThatThrownBy(() -> check(store, archive, signature))
        .isInstanceOfSatisfying(
            UntrustedImageException.class,
            e -> assertThat(e.reason()).isEqualTo(UntrustedImageException.Reason.BAD_SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nistp521", "ed25519", "ed25519+sub"})
  void noBitOfAKeyCanBeChanged(String algorithm) throws Exception {
    byte[] key = key(algorithm);
    String name = algorithm + "@tamper.example.com";
    byte[] signature = gpg.sign(name, ARCHIVE);
    Random random = new Random(5);
    Path file = directory.resolve("flipped/root.d");
    KeyStore store = new KeyStore(List.of(), directory.resolve("flipped"), InstantSource.system());
    Path keyFile = file.resolve(store.add(NamePrefix.ALL, key).hex());
    check(store, ARCHIVE, signature);
    for (int position = 0; position < key.length; position++) {
      byte[] changed = flipped(key, position, random.nextInt(8));
      Files.write(keyFile, changed);
      assertThatThrownBy(() -> check(store, ARCHIVE, signature))
          .as("byte %d", position)
          .isInstanceOf(UntrustedImageException.class);
    }
  }
}
