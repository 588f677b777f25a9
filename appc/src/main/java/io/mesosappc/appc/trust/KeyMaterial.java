package io.mesosappc.appc.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.UserIDPacket;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;

/**
 * The packets of one public key, sorted by what they are about (RFC 9580 §10.1), before any
 * signature is checked.
 */
final class KeyMaterial {
  /** The largest file of a key: 1 MiB. */
  static final int LARGEST = 1 << 20;

  private static final String ARMOR = "PGP PUBLIC KEY BLOCK";

  private final PGPPublicKey primary;
  private final List<PGPSignature> keySignatures = new ArrayList<>();
  private final List<Signed<byte[]>> userIds = new ArrayList<>();
  private final List<Signed<PGPPublicKey>> subkeys = new ArrayList<>();

  private KeyMaterial(PGPPublicKey primary) {
    this.primary = primary;
  }

  PGPPublicKey primary() {
    return primary;
  }

  /** What is said of the primary key itself. */
  List<PGPSignature> keySignatures() {
    return keySignatures;
  }

  /** The user IDs in their bytes. */
  List<Signed<byte[]>> userIds() {
    return userIds;
  }

  List<Signed<PGPPublicKey>> subkeys() {
    return subkeys;
  }

  /** Reads armored or binary material with exactly one public key. */
  static KeyMaterial parse(byte[] bytes) throws OpenPgpFormatException {
    if (bytes.length > LARGEST) {
      throw new OpenPgpFormatException(
          "it has more than " + LARGEST + " bytes; export it with --export-options export-minimal");
    }
    if (bytes.length == 0) {
      throw new OpenPgpFormatException("it is empty");
    }
    if (new String(bytes, StandardCharsets.ISO_8859_1).contains("BEGIN PGP PRIVATE KEY")) {
      throw secret();
    }
    List<Packet> packets =
        Packet.split(Armor.looksArmored(bytes) ? Armor.decode(bytes, ARMOR) : bytes);
    if (packets.stream()
        .anyMatch(each -> each.tag() == Packet.SECRET_KEY || each.tag() == Packet.SECRET_SUBKEY)) {
      throw secret();
    }
    long keys = packets.stream().filter(each -> each.tag() == Packet.PUBLIC_KEY).count();
    if (keys != 1 || packets.get(0).tag() != Packet.PUBLIC_KEY) {
      throw new OpenPgpFormatException(
          keys > 1
              ? "it holds " + keys + " keys; give them one by one"
              : "it does not begin with a public key");
    }
    return sort(packets);
  }

  private static KeyMaterial sort(List<Packet> packets) throws OpenPgpFormatException {
    KeyMaterial material = new KeyMaterial(key(packets.get(0)));
    List<PGPSignature> owner = material.keySignatures;
    for (Packet packet : packets.subList(1, packets.size())) {
      switch (packet.tag()) {
        case Packet.SIGNATURE -> owner.add(ParsedSignature.read(packet));
        case Packet.USER_ID -> {
          Signed<byte[]> next = new Signed<>(userId(packet));
          material.userIds.add(next);
          owner = next.signatures();
        }
        case Packet.PUBLIC_SUBKEY -> {
          Signed<PGPPublicKey> next = new Signed<>(key(packet));
          material.subkeys.add(next);
          owner = next.signatures();
        }
        // A photograph: nothing depends on it.
        case Packet.USER_ATTRIBUTE -> owner = new ArrayList<>();
        default ->
            throw new OpenPgpFormatException(
                "it holds a packet of type " + packet.tag() + ", which has no place in a key");
      }
    }
    return material;
  }

  private static PGPPublicKey key(Packet packet) throws OpenPgpFormatException {
    try (BCPGInputStream in = new BCPGInputStream(new ByteArrayInputStream(packet.bytes()))) {
      PublicKeyPacket key = (PublicKeyPacket) in.readPacket();
      if (!Arrays.equals(key.getEncoded(), packet.bytes())) {
        throw new OpenPgpFormatException("a key packet is not encoded canonically");
      }
      return new PGPPublicKey(key, new BcKeyFingerprintCalculator());
    } catch (IOException | PGPException | RuntimeException e) {
      // Bad curve points and numbers come as any kind of unchecked exception.
      throw new OpenPgpFormatException("a key packet cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] userId(Packet packet) throws OpenPgpFormatException {
    try (BCPGInputStream in = new BCPGInputStream(new ByteArrayInputStream(packet.bytes()))) {
      return ((UserIDPacket) in.readPacket()).getRawID();
    } catch (IOException | RuntimeException e) {
      throw new OpenPgpFormatException("a user ID cannot be read: " + e.getMessage(), e);
    }
  }

  /** A user ID as text: UTF-8, or Latin-1 where it is not. */
  static String text(byte[] userId) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(userId)).toString();
    } catch (CharacterCodingException e) {
      return new String(userId, StandardCharsets.ISO_8859_1);
    }
  }

  private static OpenPgpFormatException secret() {
    return new OpenPgpFormatException(
        "it holds a secret key, which must stay where it is; give what gpg --export prints");
  }

  /**
   * A part of a key, with the signatures that follow it.
   *
   * @param <T> what is signed
   */
  static final class Signed<T> {
    private final T content;
    private final List<PGPSignature> signatures = new ArrayList<>();

    private Signed(T content) {
      this.content = content;
    }

    T content() {
      return content;
    }

    List<PGPSignature> signatures() {
      return signatures;
    }
  }
}
