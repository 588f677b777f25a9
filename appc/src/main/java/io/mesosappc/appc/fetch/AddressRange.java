package io.mesosappc.appc.fetch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that share their first bits (CIDR, RFC 4632).
 *
 * @param address four or sixteen bytes
 * @param bits how many of them count
 */
record AddressRange(InetAddress address, int bits) {
  /** What can only be an address: the JDK must never be tempted to look a name up. */
  private static final Pattern LITERAL =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[?[0-9a-f.]*:[0-9a-f:.]*\\]?");

  /** Reads {@code ADDRESS/BITS}; empty when the text is not that. */
  static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    String number = text.substring(slash + 1);
    if (slash < 0 || !number.matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int bits = Integer.parseInt(number);
    return literal(text.substring(0, slash))
        .filter(address -> bits <= address.getAddress().length * 8)
        .map(address -> new AddressRange(address, bits));
  }

  boolean contains(String host) {
    Optional<InetAddress> asked = literal(host);
    if (asked.isEmpty()) {
      return false;
    }
    byte[] mine = address.getAddress();
    byte[] other = asked.get().getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<InetAddress> literal(String text) {
    if (!LITERAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
