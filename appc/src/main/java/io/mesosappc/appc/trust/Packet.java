package io.mesosappc.appc.trust;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One OpenPGP packet as it stands in a file, header and all (RFC 9580 §4.2). Lengths that are not
 * definite are refused: keys and signatures have none.
 */
final class Packet {
  static final int SIGNATURE = 2;
  static final int SECRET_KEY = 5;
  static final int PUBLIC_KEY = 6;
  static final int SECRET_SUBKEY = 7;
  static final int USER_ID = 13;
  static final int PUBLIC_SUBKEY = 14;
  static final int USER_ATTRIBUTE = 17;

  /** A real key with some hundred certifications stays far below. */
  private static final int MOST = 2_000;

  private final int tag;
  private final byte[] bytes;

  private Packet(int tag, byte[] bytes) {
    this.tag = tag;
    this.bytes = bytes;
  }

  /** A signature that stands inside another, without a header of its own. */
  static Packet embeddedSignature(byte[] body) {
    boolean small = body.length < 0x100;
    ByteBuffer packet = ByteBuffer.allocate(body.length + (small ? 2 : 3));
    if (small) {
      packet.put((byte) 0x88).put((byte) body.length);
    } else {
      packet.put((byte) 0x89).putShort((short) body.length);
    }
    return new Packet(SIGNATURE, packet.put(body).array());
  }

  /** The packet type ID. */
  int tag() {
    return tag;
  }

  /** The packet with its header. */
  byte[] bytes() {
    return bytes;
  }

  static List<Packet> split(byte[] bytes) throws OpenPgpFormatException {
    List<Packet> packets = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      if (packets.size() == MOST) {
        throw new OpenPgpFormatException("it has more than " + MOST + " packets");
      }
      int start = rest.position();
      int header = rest.get() & 0xff;
      if ((header & 0x80) == 0) {
        throw new OpenPgpFormatException("no OpenPGP packet begins at byte " + start);
      }
      boolean current = (header & 0x40) != 0;
      long length = current ? currentLength(rest) : legacyLength(rest, header & 3);
      if (length < 0 || length > rest.remaining()) {
        throw new OpenPgpFormatException(
            "the packet at byte " + start + " is cut off, or has no definite length");
      }
      rest.position(rest.position() + (int) length);
      byte[] packet = new byte[rest.position() - start];
      rest.get(start, packet);
      packets.add(new Packet(current ? header & 0x3f : (header & 0x3f) >> 2, packet));
    }
    return packets;
  }

  private static long currentLength(ByteBuffer rest) {
    long first = unsigned(rest, 1);
    if (first < 192) {
      return first;
    } else if (first < 224) {
      long second = unsigned(rest, 1);
      return second < 0 ? -1 : ((first - 192) << 8) + second + 192;
    }
    return first == 255 ? unsigned(rest, 4) : -1;
  }

  private static long legacyLength(ByteBuffer rest, int type) {
    return type == 3 ? -1 : unsigned(rest, 1 << type);
  }

  private static long unsigned(ByteBuffer rest, int octets) {
    long value = 0;
    for (int i = 0; i < octets; i++) {
      if (!rest.hasRemaining()) {
        return -1;
      }
      value = value << 8 | (rest.get() & 0xff);
    }
    return value;
  }
}
