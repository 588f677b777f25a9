package io.mesosappc.appc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.UntrustedImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
  private static final byte[] ARCHIVE = "an image archive".getBytes(StandardCharsets.UTF_8);
  private static final NamePrefix PREFIX = NamePrefix.parse("example.com/app");

  private final Path system;
  private final Path local;
  private final KeyStore keys;

  KeyStoreTest(@TempDir Path directory) {
    this.system = directory.resolve("usr/trustedkeys");
    this.local = directory.resolve("etc/trustedkeys");
    this.keys = new KeyStore(List.of(system), local, InstantSource.system());
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = KeyStoreTest.class.getResourceAsStream("/trust/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  private static Path place(Path directory, String place, byte[] key) throws Exception {
    Path parent = Files.createDirectories(directory.resolve(place));
    return Files.write(parent.resolve(Certificate.parse(key).fingerprint().hex()), key);
  }

  private TrustDecision check(String image) throws IOException, UntrustedImageException {
    return check(image, Optional.of(resource("archive.asc")), TrustPolicy.STRICT);
  }

  private TrustDecision check(String image, Optional<byte[]> signature, TrustPolicy policy)
      throws IOException, UntrustedImageException {
    ImageVerifier verifier = new ImageVerifier(keys, policy, InstantSource.system());
    try (VerifiedInput in =
        verifier.open(
            new ByteArrayInputStream(ARCHIVE), signature.map(ByteArrayInputStream::new))) {
      return in.finish(AcIdentifier.parse(image));
    }
  }

  private void assertRefused(String image, Reason reason, String... words) {
    assertThatThrownBy(() -> check(image))
        .isInstanceOfSatisfying(
            UntrustedImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining("not trusted")
        .satisfies(
            e -> assertThat(words).allSatisfy(word -> assertThat(e).hasMessageContaining(word)));
  }

  @Test
  void aKeyIsKeptUnderItsFingerprintForEverybodyToRead() throws Exception {
    Fingerprint fingerprint = keys.add(PREFIX, resource("key.asc"));
    Path file = local.resolve("prefix.d/example.com/app").resolve(fingerprint.hex());
    assertThat(file).hasBinaryContent(resource("key.asc"));
    assertThat(keys.add(NamePrefix.ALL, resource("key.asc"))).isEqualTo(fingerprint);
    assertThat(local.resolve("root.d").resolve(fingerprint.hex())).exists();
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("posix"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    for (Path each = file.getParent(); !each.equals(local.getParent()); each = each.getParent()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwxr-xr-x");
    }
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aBinaryKeyIsKeptArmored() throws Exception {
    byte[] binary = Armor.decode(resource("key.asc"), "PGP PUBLIC KEY BLOCK");
    Fingerprint fingerprint = keys.add(NamePrefix.ALL, binary);
    byte[] kept = Files.readAllBytes(local.resolve("root.d").resolve(fingerprint.hex()));
    assertThat(new String(kept, StandardCharsets.UTF_8)).startsWith("-----BEGIN PGP PUBLIC KEY");
    assertThat(Armor.decode(kept, "PGP PUBLIC KEY BLOCK")).isEqualTo(binary);
  }

  @Test
  void aKeyShowsItselfBeforeItIsTrusted() throws Exception {
    PublicKeyFacts facts = keys.inspect(resource("key.asc"));
    assertThat(facts.userIds()).containsExactly("Release <release@example.com>");
    assertThat(facts.algorithm()).isEqualTo("Ed25519");
    assertThat(facts.bits()).isEqualTo(256);
    assertThat(facts.expires()).isEmpty();
    assertThat(facts.revoked()).isFalse();
    assertThat(facts.canSign()).isFalse();
    assertThat(facts.subkeys()).singleElement().matches(PublicKeyFacts.Subkey::canSign);
    assertThat(keys.list().keys()).isEmpty();
  }

  @Test
  void aPrefixCountsForNamesBelowItAndTheRootForAll() throws Exception {
    assertRefused("example.com/app", Reason.UNKNOWN_KEY);
    keys.add(PREFIX, resource("key.asc"));
    assertThat(check("example.com/app")).isInstanceOf(TrustDecision.SignedBy.class);
    assertThat(check("example.com/app/db/x")).isInstanceOf(TrustDecision.SignedBy.class);
    assertRefused("example.com/application", Reason.OTHER_PREFIX, "trusted for example.com/app,");
    assertRefused("example.com", Reason.OTHER_PREFIX);
    place(system, "root.d", resource("key.asc"));
    assertThat(check("other.org/x")).isInstanceOf(TrustDecision.SignedBy.class);
  }

  @Test
  void anEmptyLocalFileMasksWhatTheSystemTrusts() throws Exception {
    Path root = place(system, "root.d", resource("key.asc"));
    place(system, "prefix.d/example.com", resource("key.asc"));
    Path mask = local.resolve("root.d").resolve(root.getFileName());
    Files.createDirectories(mask.getParent());
    Files.createFile(mask);
    assertRefused("other.org/x", Reason.OTHER_PREFIX);
    assertThat(check("example.com/app")).isInstanceOf(TrustDecision.SignedBy.class);
    Path prefixMask = local.resolve("prefix.d/example.com").resolve(root.getFileName());
    Files.createDirectories(prefixMask.getParent());
    Files.createFile(prefixMask);
    assertRefused("example.com/app", Reason.OTHER_PREFIX, "trusted for nothing");
    assertThat(keys.list().keys()).hasSize(2).noneMatch(TrustedKey::inEffect);
  }

  @Test
  void removingDeletesTheLocalFileAndMasksThatOfTheSystem() throws Exception {
    Fingerprint fingerprint = keys.add(PREFIX, resource("key.asc"));
    assertThat(keys.remove(NamePrefix.ALL, fingerprint)).isEqualTo(KeyStore.Removal.NOT_TRUSTED);
    assertThat(keys.remove(PREFIX, fingerprint)).isEqualTo(KeyStore.Removal.DELETED);
    assertThat(keys.remove(PREFIX, fingerprint)).isEqualTo(KeyStore.Removal.NOT_TRUSTED);
    place(system, "prefix.d/example.com/app", resource("key.asc"));
    assertThat(check("example.com/app")).isInstanceOf(TrustDecision.SignedBy.class);
    assertThat(keys.remove(PREFIX, fingerprint)).isEqualTo(KeyStore.Removal.MASKED);
    assertThat(keys.remove(PREFIX, fingerprint)).isEqualTo(KeyStore.Removal.NOT_TRUSTED);
    assertRefused("example.com/app", Reason.OTHER_PREFIX);
    keys.add(PREFIX, resource("key.asc"));
    assertThat(check("example.com/app")).isInstanceOf(TrustDecision.SignedBy.class);
  }

  @Test
  void aFileThatIsNotNamedAsItsKeyCountsForNothingAndIsTold() throws Exception {
    Path good = place(local, "root.d", resource("other.asc"));
    Path forged =
        Files.write(
            good.resolveSibling(Certificate.parse(resource("key.asc")).fingerprint().hex()),
            resource("other.asc"));
    Path named = Files.write(good.resolveSibling("key.asc"), resource("key.asc"));
    Path stray = local.resolve("prefix.d/stray");
    Files.createDirectories(stray.getParent());
    Files.write(stray, resource("key.asc"));
    Path wrong = Files.createDirectories(local.resolve("prefix.d/Bad_Name"));
    Files.write(good.resolveSibling(".new-1"), resource("key.asc"));
    KeyListing listing = keys.list();
    assertThat(listing.keys()).extracting(TrustedKey::file).containsExactly(good);
    assertThat(listing.unusable()).containsOnlyKeys(forged, named, stray, wrong);
    assertThat(listing.unusable().get(forged)).contains("must be the name of its file");
    assertRefused("example.com/app", Reason.UNKNOWN_KEY, "mesos-appc trust", forged.toString());
  }

  @Test
  void aDamagedLocalFileStillTakesTheTrustOfTheSystemAway() throws Exception {
    Path file = place(system, "root.d", resource("key.asc"));
    Path damaged = local.resolve("root.d").resolve(file.getFileName());
    Files.createDirectories(damaged.getParent());
    Files.writeString(damaged, "garbage");
    assertRefused("example.com/app", Reason.OTHER_PREFIX, "trusted for nothing");
  }

  @Test
  void hostileKeyMaterialIsRefusedWithTheReason() throws Exception {
    byte[] key = resource("key.asc");
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.writeBytes(key);
    two.writeBytes(resource("other.asc"));
    assertUnusable(two.toByteArray(), "2 keys");
    assertUnusable(resource("secret.asc"), "secret key");
    assertUnusable(new byte[0], "empty");
    assertUnusable(new byte[KeyMaterial.LARGEST + 1], "more than 1048576 bytes");
    assertUnusable("<html></html>".getBytes(StandardCharsets.UTF_8), "BEGIN PGP PUBLIC KEY");
    assertUnusable(resource("archive.asc"), "BEGIN PGP PUBLIC KEY");
    byte[] binary = Armor.decode(key, "PGP PUBLIC KEY BLOCK");
    assertUnusable(Arrays.copyOf(binary, binary.length - 1), "cut off");
    byte[] endless = new byte[KeyMaterial.LARGEST];
    Arrays.fill(endless, (byte) 0xb4);
    assertUnusable(endless, "");
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] garbage = new byte[random.nextInt(200)];
      random.nextBytes(garbage);
      if (garbage.length > 0) {
        garbage[0] = (byte) (i % 2 == 0 ? 0x98 : 0xc6);
      }
      assertUnusable(garbage, "");
    }
    assertThat(local).doesNotExist();
  }

  private void assertUnusable(byte[] material, String words) {
    assertThatThrownBy(() -> keys.add(PREFIX, material))
        .isInstanceOf(KeyMaterialException.class)
        .hasMessageStartingWith("this is not a usable OpenPGP public key: ")
        .hasMessageContaining(words);
  }

  @Test
  void aSubkeyWithoutTheSignatureThatBindsItIsRefused() throws Exception {
    ByteArrayOutputStream stripped = new ByteArrayOutputStream();
    List<Packet> packets = Packet.split(Armor.decode(resource("key.asc"), "PGP PUBLIC KEY BLOCK"));
    packets.subList(0, packets.size() - 1).forEach(each -> stripped.writeBytes(each.bytes()));
    keys.add(PREFIX, stripped.toByteArray());
    assertRefused("example.com/app", Reason.UNBOUND_KEY, "subkey", "binds it");
  }

  @Test
  void aSubkeyThatHasNotSignedBackIsRefused() throws Exception {
    ByteArrayOutputStream stripped = new ByteArrayOutputStream();
    List<Packet> packets = Packet.split(Armor.decode(resource("key.asc"), "PGP PUBLIC KEY BLOCK"));
    packets.subList(0, packets.size() - 1).forEach(each -> stripped.writeBytes(each.bytes()));
    // gpg leaves the subkey's own signature in the unhashed part: it can be taken out of there.
    ByteBuffer binding = ByteBuffer.wrap(packets.get(packets.size() - 1).bytes());
    int unhashed = 2 + 4 + 2 + binding.getShort(2 + 4);
    int issuer = 1 + binding.get(unhashed + 2);
    int embedded = binding.getShort(unhashed) - issuer;
    assertThat(binding.get(unhashed + 2 + issuer + 1)).isEqualTo((byte) 32);
    ByteBuffer without = ByteBuffer.allocate(binding.capacity() - embedded);
    without.put(binding.array(), 0, unhashed + 2 + issuer);
    int rest = unhashed + 2 + issuer + embedded;
    without.put(binding.array(), rest, binding.capacity() - rest);
    without.put(1, (byte) (without.capacity() - 2)).putShort(unhashed, (short) issuer);
    stripped.writeBytes(without.array());
    keys.add(PREFIX, stripped.toByteArray());
    assertRefused("example.com/app", Reason.UNBOUND_KEY, "has not itself signed");
  }

  @Test
  void anUnsignedImageNeedsARelaxationForItsName() throws Exception {
    TrustPolicy policy =
        new TrustPolicy(
            List.of(NamePrefix.parse("example.com"), NamePrefix.parse("example.com/a")));
    assertThat(check("example.com/a/b", Optional.empty(), policy))
        .isInstanceOfSatisfying(
            TrustDecision.Relaxed.class,
            relaxed -> {
              assertThat(relaxed.insecurePrefix()).isEqualTo(NamePrefix.parse("example.com/a"));
              assertThat(relaxed.describe()).contains("example.com/a", "no signature");
            });
    assertThatThrownBy(() -> check("other.org/x", Optional.empty(), policy))
        .isInstanceOfSatisfying(
            UntrustedImageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSIGNED))
        .hasMessageContainingAll("other.org/x", "insecure prefix");
  }

  @Test
  void aSignatureFileThatIsNoneIsRefusedWithTheReason() throws Exception {
    keys.add(NamePrefix.ALL, resource("key.asc"));
    assertFileRefused(new byte[DetachedSignature.LARGEST + 1], Reason.TOO_LARGE, "1048576");
    assertFileRefused(new byte[0], Reason.MALFORMED, "empty");
    assertFileRefused(resource("key.asc"), Reason.MALFORMED, "BEGIN PGP SIGNATURE");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i <= DetachedSignature.MOST; i++) {
      many.writeBytes(resource("archive.asc"));
    }
    assertFileRefused(many.toByteArray(), Reason.MALFORMED, "17 packets");
  }

  private void assertFileRefused(byte[] file, Reason reason, String words) {
    assertThatThrownBy(() -> check("example.com/app", Optional.of(file), TrustPolicy.STRICT))
        .isInstanceOfSatisfying(
            UntrustedImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(words);
  }
}
