package io.mesosappc.appc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.testing.Gpg;
import io.mesosappc.appc.trust.UntrustedImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real gpg signs is accepted, and refused where it should be. Needs gpg, not root. */
@Tag("integration")
class GpgSignaturesTest {
  private static final AcIdentifier IMAGE = AcIdentifier.parse("example.com/app/db");
  private static final NamePrefix PREFIX = NamePrefix.parse("example.com/app");
  private static final byte[] ARCHIVE = archive();

  private static Gpg gpg;
  private static String ed25519;

  private final KeyStore keys;
  private Instant now = Instant.now();
  private TrustPolicy policy = TrustPolicy.STRICT;

  GpgSignaturesTest(@TempDir Path directory) {
    this.keys =
        new KeyStore(List.of(directory.resolve("system")), directory.resolve("local"), () -> now);
  }

  @BeforeAll
  static void start() throws Exception {
    gpg = Gpg.start();
    ed25519 = gpg.key("Ed <ed@example.com>", "ed25519", "sign", "never");
  }

  @AfterAll
  static void end() throws IOException {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static byte[] archive() {
    byte[] archive = new byte[200_001];
    new Random(1).nextBytes(archive);
    return archive;
  }

  private TrustDecision check(byte[] archive, byte[] signature) throws Exception {
    return check(archive, signature, IMAGE);
  }

  private TrustDecision check(byte[] archive, byte[] signature, AcIdentifier image)
      throws IOException, UntrustedImageException {
    InstantSource clock = () -> now;
    ImageVerifier verifier = new ImageVerifier(keys, policy, clock);
    try (VerifiedInput in =
        verifier.open(
            new ByteArrayInputStream(archive), Optional.of(new ByteArrayInputStream(signature)))) {
      // A reader of archives stops somewhere, and the rest counts all the same.
      assertThat(in.readNBytes(archive.length / 2))
          .isEqualTo(Arrays.copyOf(archive, archive.length / 2));
      return in.finish(image);
    }
  }

  private void refused(byte[] archive, byte[] signature, Reason reason, String... words) {
    assertThatThrownBy(() -> check(archive, signature))
        .isInstanceOfSatisfying(
            UntrustedImageException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @CsvSource({
    "rsa2048, RSA, 2048",
    "rsa3072, RSA, 3072",
    "ed25519, Ed25519, 256",
    "nistp256, ECDSA P-256, 256",
    "nistp384, ECDSA P-384, 384",
    "nistp521, ECDSA P-521, 521"
  })
  void signaturesOfEveryKindOfKeyAreAccepted(String algorithm, String name, int bits)
      throws Exception {
    String user = algorithm + " <" + algorithm + "@kinds.example.com>";
    String key = gpg.key(user, algorithm, "sign", "2y");
    assertThat(keys.add(PREFIX, gpg.export(key)).hex()).isEqualTo(key);
    TrustDecision decision = check(ARCHIVE, gpg.sign(key, ARCHIVE));
    assertThat(decision)
        .isInstanceOfSatisfying(
            TrustDecision.SignedBy.class,
            signed -> {
              assertThat(signed.signer().hex()).isEqualTo(key);
              assertThat(signed.signingKey().hex()).isEqualTo(key);
              assertThat(signed.userIds()).containsExactly(user);
              assertThat(signed.prefix()).isEqualTo(PREFIX);
              assertThat(signed.skipped()).isEmpty();
            });
    assertThat(decision.describe()).contains(user, key, "example.com/app");
    PublicKeyFacts facts = keys.list().keys().get(0).facts();
    assertThat(facts.algorithm()).isEqualTo(name);
    assertThat(facts.bits()).isEqualTo(bits);
    assertThat(facts.expires()).isPresent();
    assertThat(facts.canSign()).isTrue();
    byte[] binary = gpg.feed(ARCHIVE, "--local-user", key, "--detach-sign");
    assertThat(check(ARCHIVE, binary)).isInstanceOf(TrustDecision.SignedBy.class);
  }

  @ParameterizedTest
  @CsvSource({"SHA224", "SHA256", "SHA384", "SHA512"})
  void everyStrongDigestIsAccepted(String digest) throws Exception {
    String key = gpg.key("d" + digest + "@example.com", "rsa2048", "sign", "never");
    keys.add(NamePrefix.ALL, gpg.export(key));
    assertThat(check(ARCHIVE, gpg.sign(key, ARCHIVE, "--digest-algo", digest)))
        .isInstanceOf(TrustDecision.SignedBy.class);
  }

  @ParameterizedTest
  @CsvSource({"SHA1, SHA-1", "RIPEMD160, RIPEMD-160", "MD5, MD5"})
  void weakDigestsAreRefused(String digest, String name) throws Exception {
    String key = gpg.key("w" + digest + "@example.com", "rsa2048", "sign", "never");
    keys.add(PREFIX, gpg.export(key));
    byte[] signature = gpg.sign(key, ARCHIVE, "--allow-weak-digest-algos", "--digest-algo", digest);
    refused(ARCHIVE, signature, Reason.WEAK_DIGEST, name);
  }

  @ParameterizedTest
  @CsvSource({"rsa1024, 1024 bits", "dsa2048, DSA", "secp256k1, secp256k1"})
  void weakKeysAreRefused(String algorithm, String words) throws Exception {
    String key = gpg.key("w" + algorithm + "@example.com", algorithm, "sign", "never");
    keys.add(PREFIX, gpg.export(key));
    refused(ARCHIVE, gpg.sign(key, ARCHIVE), Reason.WEAK_KEY, words);
    assertThat(keys.list().keys().get(0).facts().weakness()).isPresent();
  }

  @Test
  void aSubkeySignsForItsKey() throws Exception {
    String key = gpg.key("sub@example.com", "rsa2048", "cert", "never");
    String subkey = gpg.subkey(key, "ed25519", "sign", "1y");
    String other = gpg.subkey(key, "cv25519", "encr", "never");
    keys.add(PREFIX, gpg.export(key));
    assertThat(check(ARCHIVE, gpg.sign(subkey + "!", ARCHIVE)))
        .isInstanceOfSatisfying(
            TrustDecision.SignedBy.class,
            signed -> {
              assertThat(signed.signer().hex()).isEqualTo(key);
              assertThat(signed.signingKey().hex()).isEqualTo(subkey);
            });
    PublicKeyFacts facts = keys.inspect(gpg.export(key));
    assertThat(facts.canSign()).isFalse();
    assertThat(facts.subkeys())
        .extracting(each -> each.fingerprint().hex(), PublicKeyFacts.Subkey::canSign)
        .containsExactly(tuple(subkey, true), tuple(other, false));
  }

  @Test
  void aRevokedSubkeyIsRefused() throws Exception {
    String key = gpg.key("revsub@example.com", "ed25519", "cert", "never");
    String subkey = gpg.subkey(key, "ed25519", "sign", "never");
    byte[] signature = gpg.sign(subkey + "!", ARCHIVE);
    keys.add(PREFIX, gpg.export(key));
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
    gpg.feed(
        "key 1\nrevkey\ny\n1\nlost\n\ny\nsave\n".getBytes(StandardCharsets.UTF_8),
        "--no-batch",
        "--command-fd",
        "0",
        "--passphrase",
        "",
        "--edit-key",
        key);
    keys.add(PREFIX, gpg.export(key));
    refused(ARCHIVE, signature, Reason.REVOKED_KEY, "subkey " + subkey, "is revoked");
  }

  @Test
  void aRevokedKeyIsRefusedAlsoWhenAnOldCopyIsTrustedElsewhere() throws Exception {
    String key = gpg.key("rev@example.com", "ed25519", "sign", "never");
    byte[] signature = gpg.sign(key, ARCHIVE);
    keys.add(PREFIX, gpg.export(key));
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
    String certificate =
        Files.readString(
            gpg.home().resolve("openpgp-revocs.d").resolve(key.toUpperCase(Locale.ROOT) + ".rev"));
    gpg.feed(
        certificate.replace(":-----BEGIN", "-----BEGIN").getBytes(StandardCharsets.UTF_8),
        "--import");
    keys.add(NamePrefix.ALL, gpg.export(key));
    refused(ARCHIVE, signature, Reason.REVOKED_KEY, key);
    assertThat(keys.inspect(gpg.export(key)).revoked()).isTrue();
  }

  @Test
  void anExpiredKeyIsRefusedFromItsEndOn() throws Exception {
    String key = gpg.key("exp@example.com", "ed25519", "sign", "10d");
    byte[] signature = gpg.sign(key, ARCHIVE);
    keys.add(PREFIX, gpg.export(key));
    now = now.plus(Duration.ofDays(9));
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
    now = now.plus(Duration.ofDays(2));
    refused(ARCHIVE, signature, Reason.EXPIRED_KEY, "expired at", key);
    gpg.run("--passphrase", "", "--quick-set-expire", key, "60d");
    keys.add(PREFIX, gpg.export(key));
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
  }

  @Test
  void anExpiredSubkeyIsRefused() throws Exception {
    String key = gpg.key("expsub@example.com", "ed25519", "cert", "never");
    String subkey = gpg.subkey(key, "ed25519", "sign", "10d");
    byte[] signature = gpg.sign(subkey + "!", ARCHIVE);
    keys.add(PREFIX, gpg.export(key));
    now = now.plus(Duration.ofDays(11));
    refused(ARCHIVE, signature, Reason.EXPIRED_KEY, "subkey " + subkey);
  }

  @Test
  void anExpiredSignatureIsRefused() throws Exception {
    keys.add(PREFIX, gpg.export(ed25519));
    byte[] signature = gpg.sign(ed25519, ARCHIVE, "--default-sig-expire", "5d");
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
    now = now.plus(Duration.ofDays(6));
    refused(ARCHIVE, signature, Reason.EXPIRED_SIGNATURE, "expired at");
  }

  @Test
  void aSignatureFromTheFutureIsRefusedAndOneFromBeforeItsKeyToo() throws Exception {
    keys.add(PREFIX, gpg.export(ed25519));
    byte[] signature = gpg.sign(ed25519, ARCHIVE);
    now = now.minus(Duration.ofDays(1));
    refused(ARCHIVE, signature, Reason.NOT_YET_VALID, "in the future");
    now = Instant.now();
    byte[] early =
        gpg.sign(
            ed25519,
            ARCHIVE,
            "--ignore-time-conflict",
            "--ignore-valid-from",
            "--faked-system-time",
            "20200101T000000");
    refused(ARCHIVE, early, Reason.NOT_YET_VALID, "younger");
  }

  @Test
  void aSignatureOfATextIsRefused() throws Exception {
    keys.add(PREFIX, gpg.export(ed25519));
    refused(
        ARCHIVE, gpg.sign(ed25519, ARCHIVE, "--textmode"), Reason.NOT_OF_A_DOCUMENT, "of type 1");
    byte[] clear = gpg.feed(ARCHIVE, "--armor", "--local-user", ed25519, "--sign");
    refused(ARCHIVE, clear, Reason.MALFORMED, "PGP SIGNATURE");
  }

  @Test
  void anUnknownKeyIsNamedWithTheCure() throws Exception {
    refused(ARCHIVE, gpg.sign(ed25519, ARCHIVE), Reason.UNKNOWN_KEY, ed25519, "mesos-appc trust");
  }

  @Test
  void aKeyOfAnotherPrefixIsRefused() throws Exception {
    byte[] signature = gpg.sign(ed25519, ARCHIVE);
    keys.add(NamePrefix.parse("example.com/ap"), gpg.export(ed25519));
    keys.add(NamePrefix.parse("example.com/app/db/x"), gpg.export(ed25519));
    refused(
        ARCHIVE,
        signature,
        Reason.OTHER_PREFIX,
        "example.com/ap, example.com/app/db/x",
        "but not for example.com/app/db");
    keys.add(NamePrefix.parse("example.com/app/db"), gpg.export(ed25519));
    assertThat(check(ARCHIVE, signature)).isInstanceOf(TrustDecision.SignedBy.class);
  }

  @Test
  void oneGoodSignatureOfSeveralIsEnough() throws Exception {
    String stranger = gpg.key("stranger@example.com", "ed25519", "sign", "never");
    keys.add(PREFIX, gpg.export(ed25519));
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(gpg.sign(stranger, ARCHIVE));
    both.writeBytes(gpg.sign(ed25519, ARCHIVE));
    TrustDecision decision = check(ARCHIVE, both.toByteArray());
    assertThat(decision)
        .isInstanceOfSatisfying(
            TrustDecision.SignedBy.class,
            signed -> assertThat(signed.skipped()).singleElement().asString().contains(stranger));
    assertThat(decision.describe()).contains("passed over: signature 1", stranger);
  }

  @Test
  void aRelaxationLetsInWhatNoTrustedKeySignedButNothingThatWasChanged() throws Exception {
    policy = new TrustPolicy(List.of(NamePrefix.parse("example.com")));
    assertThat(check(ARCHIVE, gpg.sign(ed25519, ARCHIVE)))
        .isInstanceOfSatisfying(
            TrustDecision.Relaxed.class,
            relaxed -> assertThat(relaxed.describe()).contains("example.com", ed25519));
    keys.add(PREFIX, gpg.export(ed25519));
    byte[] changed = ARCHIVE.clone();
    changed[5]++;
    refused(changed, gpg.sign(ed25519, ARCHIVE), Reason.BAD_SIGNATURE, "was changed");
  }
}
