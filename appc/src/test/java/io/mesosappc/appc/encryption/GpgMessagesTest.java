package io.mesosappc.appc.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.encryption.DecryptionException.Reason;
import io.mesosappc.appc.testing.Gpg;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real gpg encrypts is decrypted, and the other way round. Needs gpg, not root. */
@Tag("integration")
class GpgMessagesTest {
  private static final String PASSPHRASE = "grün und geheim";

  private static Gpg gpg;

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

  private static byte[] archive(int length) {
    byte[] archive = new byte[length];
    new Random(length).nextBytes(archive);
    // Half of it compresses, so that all of gpg's ways are taken.
    Arrays.fill(archive, 0, length / 2, (byte) 'x');
    return archive;
  }

  private static byte[] encrypt(byte[] archive, String... options) throws Exception {
    String[] all =
        Stream.of(options, new String[] {"--passphrase", PASSPHRASE, "--symmetric"})
            .flatMap(Arrays::stream)
            .toArray(String[]::new);
    return gpg.feed(archive, all);
  }

  private static byte[] decrypt(byte[] message, String passphrase) throws IOException {
    ArchiveDecryption decryption =
        new ArchiveDecryption(image -> Optional.of(passphrase.toCharArray()));
    try (OpenedArchive opened =
        decryption.open(new ByteArrayInputStream(message), Optional.empty())) {
      assertThat(opened.encrypted()).isTrue();
      return opened.stream().readAllBytes();
    }
  }

  private static void refused(byte[] message, String passphrase, Reason reason, String words) {
    assertThatThrownBy(() -> decrypt(message, passphrase))
        .isInstanceOfSatisfying(
            DecryptionException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--cipher-algo AES256",
        "--cipher-algo AES192",
        "--cipher-algo AES",
        "--cipher-algo AES256 --armor",
        "--cipher-algo AES256 --compress-algo none",
        "--cipher-algo AES256 --compress-algo zlib",
        "--cipher-algo AES256 --compress-algo bzip2",
        "--cipher-algo AES256 --s2k-mode 1",
        "--cipher-algo AES256 --s2k-digest-algo SHA512",
        "--cipher-algo AES256 --s2k-count 65011712",
        "--cipher-algo AES256 --digest-algo sha256"
      })
  void whatGpgEncryptsIsDecrypted(String options) throws Exception {
    for (int length : new int[] {0, 300_000}) {
      byte[] archive = archive(length);
      assertThat(decrypt(encrypt(archive, options.split(" ", -1)), PASSPHRASE)).isEqualTo(archive);
    }
  }

  @Test
  void aWrongPassphraseIsSaidToBeWrong() throws Exception {
    byte[] message = encrypt(archive(1000), "--cipher-algo", "AES256");
    refused(message, "wrong", Reason.WRONG_PASSPHRASE, "does not fit");
    ArchiveDecryption none = new ArchiveDecryption(image -> Optional.empty());
    assertThatThrownBy(() -> none.open(new ByteArrayInputStream(message), Optional.empty()))
        .hasMessageContaining("no passphrase is configured");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3DES", "CAST5", "TWOFISH", "CAMELLIA256"})
  void otherCiphersThanAesAreRefused(String cipher) throws Exception {
    byte[] message = encrypt(archive(10), "--cipher-algo", cipher);
    refused(message, PASSPHRASE, Reason.UNSUPPORTED, "not AES");
  }

  @Test
  void aMessageWithoutIntegrityIsRefused() throws Exception {
    byte[] message = encrypt(archive(10), "--rfc2440", "--cipher-algo", "AES256");
    refused(message, PASSPHRASE, Reason.NO_INTEGRITY, "whether it was changed");
  }

  @Test
  void aMessageForAPublicKeyIsRefused() throws Exception {
    String key = gpg.key("enc@example.com", "rsa2048", "encr", "never");
    byte[] message = gpg.feed(archive(10), "--recipient", key, "--encrypt");
    refused(message, PASSPHRASE, Reason.PUBLIC_KEY, "gpg --symmetric");
  }

  @Test
  void aSignedMessageIsRefused() throws Exception {
    String key = gpg.key("sig@example.com", "ed25519", "sign", "never");
    byte[] message = encrypt(archive(10), "--local-user", key, "--sign");
    refused(message, PASSPHRASE, Reason.DAMAGED, "packet of type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "zip"})
  void noByteOfAMessageCanBeChangedOrLeftOut(String compression) throws Exception {
    byte[] archive = archive(300);
    byte[] message =
        encrypt(
            archive, "--cipher-algo", "AES256", "--compress-algo", compression, "--s2k-mode", "1");
    Random random = new Random(6);
    for (int position = 0; position < message.length; position++) {
      byte[] changed = message.clone();
      changed[position] ^= (byte) (1 << random.nextInt(8));
      assertNeverRead(changed, archive, "byte " + position);
    }
    for (int length = 0; length < message.length; length++) {
      assertNeverRead(Arrays.copyOf(message, length), archive, length + " bytes");
    }
    assertNeverRead(Arrays.copyOf(message, message.length + 1), archive, "one more byte");
  }

  /** It fails, or is no encrypted message any more. */
  private static void assertNeverRead(byte[] message, byte[] archive, String what)
      throws IOException {
    ArchiveDecryption decryption =
        new ArchiveDecryption(image -> Optional.of(PASSPHRASE.toCharArray()));
    try (OpenedArchive opened =
        decryption.open(new ByteArrayInputStream(message), Optional.empty())) {
      byte[] read = opened.stream().readAllBytes();
      assertThat(opened.encrypted()).as(what).isFalse();
      assertThat(read).isEqualTo(message).isNotEqualTo(archive);
    } catch (DecryptionException e) {
      assertThat(e.getMessage()).startsWith("cannot decrypt the archive: ");
    }
  }
}
