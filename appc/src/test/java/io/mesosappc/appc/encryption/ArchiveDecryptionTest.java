package io.mesosappc.appc.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.encryption.DecryptionException.Reason;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.testing.Gpg;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.bcpg.AEADAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.S2K;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPBEKeyEncryptionMethodGenerator;
import org.bouncycastle.openpgp.operator.bc.BcPGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.bc.BcPGPDigestCalculatorProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchiveDecryptionTest {
  private static final String PASSPHRASE = "sekr3t";

  /** The smallest chunk has 64 bytes, so that these archives have several. */
  private static final int CHUNK = 6;

  private final Path directory;

  ArchiveDecryptionTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** How a message shows changes. */
  enum Format {
    MDC,
    OCB_OF_GPG,
    AEAD_OF_RFC_9580
  }

  private static byte[] archive(int length) {
    byte[] archive = new byte[length];
    new Random(length).nextBytes(archive);
    return archive;
  }

  private static byte[] encrypt(
      byte[] archive, Format format, BcPBEKeyEncryptionMethodGenerator... methods)
      throws Exception {
    BcPGPDataEncryptorBuilder builder =
        new BcPGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256);
    switch (format) {
      case MDC -> builder.setWithIntegrityPacket(true);
      case OCB_OF_GPG -> {
        builder.setUseV5AEAD();
        builder.setWithAEAD(AEADAlgorithmTags.OCB, CHUNK);
      }
      case AEAD_OF_RFC_9580 -> {
        builder.setUseV6AEAD();
        builder.setWithAEAD(AEADAlgorithmTags.OCB, CHUNK);
      }
    }
    PGPEncryptedDataGenerator generator = new PGPEncryptedDataGenerator(builder);
    for (BcPBEKeyEncryptionMethodGenerator method : methods) {
      generator.addMethod(method);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try (OutputStream encrypted = generator.open(message, new byte[512]);
        OutputStream literal =
            new PGPLiteralDataGenerator()
                .open(encrypted, PGPLiteralData.BINARY, "", archive.length, PGPLiteralData.NOW)) {
      literal.write(archive);
    }
    return message.toByteArray();
  }

  /** With the least work that the format can name. */
  private static BcPBEKeyEncryptionMethodGenerator salted(String passphrase) throws PGPException {
    return new BcPBEKeyEncryptionMethodGenerator(
        passphrase.toCharArray(),
        new BcPGPDigestCalculatorProvider().get(HashAlgorithmTags.SHA256),
        0);
  }

  private static byte[] decrypt(byte[] message) throws IOException {
    ArchiveDecryption decryption =
        new ArchiveDecryption(image -> Optional.of(PASSPHRASE.toCharArray()));
    try (OpenedArchive opened =
        decryption.open(new ByteArrayInputStream(message), Optional.empty())) {
      assertThat(opened.encrypted()).isTrue();
      return opened.stream().readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyFormatIsDecryptedAndNothingOfItCanBeChangedOrLeftOut(Format format) throws Exception {
    for (int length : new int[] {0, 1, 56, 120, 5000}) {
      byte[] archive = archive(length);
      assertThat(decrypt(encrypt(archive, format, salted(PASSPHRASE)))).isEqualTo(archive);
    }
    byte[] message = encrypt(archive(300), format, salted(PASSPHRASE));
    Random random = new Random(8);
    for (int position = 1; position < message.length; position++) {
      byte[] changed = message.clone();
      changed[position] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> decrypt(changed))
          .as("byte %d", position)
          .isInstanceOf(DecryptionException.class);
      byte[] cut = Arrays.copyOf(message, position);
      assertThatThrownBy(() -> decrypt(cut))
          .as("%d bytes", position)
          .isInstanceOf(DecryptionException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongPassphraseIsSaidToBeWrong(Format format) throws Exception {
    byte[] message = encrypt(archive(10), format, salted("another"));
    assertThatThrownBy(() -> decrypt(message))
        .isInstanceOfSatisfying(
            DecryptionException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_PASSPHRASE));
  }

  @Test
  void oneOfSeveralPassphrasesIsEnoughButNotOfMany() throws Exception {
    byte[] archive = archive(100);
    byte[] message =
        encrypt(archive, Format.MDC, salted("first"), salted("second"), salted(PASSPHRASE));
    assertThat(decrypt(message)).isEqualTo(archive);
    BcPBEKeyEncryptionMethodGenerator[] many = new BcPBEKeyEncryptionMethodGenerator[5];
    for (int i = 0; i < many.length; i++) {
      many[i] = salted("p" + i);
    }
    byte[] tooMany = encrypt(archive, Format.MDC, many);
    assertThatThrownBy(() -> decrypt(tooMany)).hasMessageContaining("5 passphrases");
  }

  @Test
  void anArgon2BombIsRefusedBeforeItCosts() throws Exception {
    S2K.Argon2Params modest = new S2K.Argon2Params(archive(16), 1, 1, 10);
    BcPBEKeyEncryptionMethodGenerator method =
        new BcPBEKeyEncryptionMethodGenerator(PASSPHRASE.toCharArray(), modest);
    method.setSecureRandom(new SecureRandom());
    byte[] message = encrypt(archive(5), Format.AEAD_OF_RFC_9580, method);
    assertThat(decrypt(message)).isEqualTo(archive(5));
    // Version 6, lengths, cipher, mode, then the kind of the key, its salt, passes and lanes.
    int exponent = 2 + 1 + 1 + 2 + 1 + 1 + 16 + 2;
    assertThat(message[exponent]).isEqualTo((byte) 10);
    message[exponent] = 31;
    assertThatThrownBy(() -> decrypt(message)).hasMessageContaining("Argon2 with 2^31 KiB");
  }

  @Test
  void aHeadThatGoesOnIsCutOff() {
    byte[] endless = new byte[1 << 20];
    Arrays.fill(endless, (byte) 0);
    endless[0] = (byte) 0xc3;
    endless[1] = (byte) 0xff;
    endless[3] = (byte) 0x0f;
    endless[6] = 4;
    endless[7] = 9;
    endless[8] = 1;
    assertThatThrownBy(() -> decrypt(endless)).hasMessageContaining("its head has more than 65536");
  }

  @Test
  void whatIsNotEncryptedIsPassedOn() throws Exception {
    ArchiveDecryption decryption = new ArchiveDecryption(image -> Optional.empty());
    for (byte[] archive :
        new byte[][] {
          {},
          {0x1f, (byte) 0x8b, 8, 0},
          {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
          "BZh9".getBytes(StandardCharsets.UTF_8),
          "manifest".getBytes(StandardCharsets.UTF_8),
          Arrays.copyOf("rootfs".getBytes(StandardCharsets.UTF_8), 10_000)
        }) {
      try (OpenedArchive opened =
          decryption.open(new ByteArrayInputStream(archive), Optional.empty())) {
        assertThat(opened.encrypted()).isFalse();
        assertThat(opened.stream().readAllBytes()).isEqualTo(archive);
      }
    }
  }

  @Test
  void aFailureOfTheSourceIsNoDamageOfTheArchive() throws Exception {
    byte[] message = encrypt(archive(100_000), Format.MDC, salted(PASSPHRASE));
    InputStream end =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    InputStream breaking =
        new SequenceInputStream(new ByteArrayInputStream(message, 0, 50_000), end);
    ArchiveDecryption decryption =
        new ArchiveDecryption(image -> Optional.of(PASSPHRASE.toCharArray()));
    try (OpenedArchive opened = decryption.open(breaking, Optional.empty())) {
      assertThatThrownBy(() -> opened.stream().readAllBytes())
          .isNotInstanceOf(DecryptionException.class)
          .hasMessageContaining("connection reset");
    }
  }

  @Test
  void theLongestPrefixChoosesThePassphraseFile() throws Exception {
    Path all = file("all", "everything\nrest", "rw-------");
    Path app = file("app", "grün", "r--------");
    PassphraseFiles files =
        new PassphraseFiles(Map.of(NamePrefix.ALL, all, NamePrefix.parse("example.com/app"), app));
    assertThat(files.find(name("example.com/app/x"))).hasValue("grün".toCharArray());
    assertThat(files.find(name("example.com/apps"))).hasValue("everything".toCharArray());
    assertThat(files.find(Optional.empty())).hasValue("everything".toCharArray());
    PassphraseFiles one = new PassphraseFiles(Map.of(NamePrefix.parse("example.com"), app));
    assertThat(one.find(name("other.org"))).isEmpty();
    assertThat(one.find(Optional.empty())).isEmpty();
  }

  @Test
  void aPassphraseFileThatOthersCanReadOrThatIsEmptyIsRefused() throws Exception {
    Path empty = file("empty", "\nsecond line", "rw-------");
    assertThatThrownBy(() -> new PassphraseFiles(Map.of(NamePrefix.ALL, empty)).find(name("a")))
        .hasMessageContainingAll(empty.toString(), "first line");
    Path open = file("open", PASSPHRASE, "rw-r-----");
    assumeTrue(open.getFileSystem().supportedFileAttributeViews().contains("posix"));
    assertThatThrownBy(() -> new PassphraseFiles(Map.of(NamePrefix.ALL, open)).find(name("a")))
        .hasMessageContainingAll(open.toString(), "chmod 0600");
  }

  private static Optional<AcIdentifier> name(String name) {
    return Optional.of(AcIdentifier.parse(name));
  }

  private Path file(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve(name), content);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
    return file;
  }

  @Test
  @Tag("integration")
  void gpgReadsTheFormatOfPacketTypeTwentyAsWeMeanIt() throws Exception {
    try (Gpg gpg = Gpg.start()) {
      byte[] archive = archive(70_000);
      byte[] message = encrypt(archive, Format.OCB_OF_GPG, salted(PASSPHRASE));
      assertThat(gpg.feed(message, "--passphrase", PASSPHRASE, "--decrypt")).isEqualTo(archive);
    }
  }
}
