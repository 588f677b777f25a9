package io.mesosappc.containerizer.daemon;

import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.Verb;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The format of what a client and the daemon exchange; its other side is {@code
 * src/main/c/client/client.c}. All numbers are 32 bits in the machine's byte order.
 *
 * <pre>
 * request: "MAPC" version flags lengths of: verb, directory, environment, record; then these
 *          (environment: NAME=VALUE entries, each ended by a NUL byte)
 * frame:   kind, length of what follows (or the exit status)
 * </pre>
 */
final class Wire {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 28;
  static final int RECORD_LIMIT = 64 << 20;
  static final int ENVIRONMENT_LIMIT = 8 << 20;

  private static final byte[] MAGIC = {'M', 'A', 'P', 'C'};
  private static final int REPEATED = 1;
  private static final int ANSWERED = 2;
  private static final int TO_STDOUT = 1;
  private static final int TO_STDERR = 2;
  private static final int EXIT = 3;

  private Wire() {}

  /** The part of a request that says how long the rest is. */
  record Header(int flags, int verb, int directory, int environment, int record) {
    /** How many bytes follow. */
    int bodyBytes() {
      return verb + directory + environment + record;
    }
  }

  /** Reads the first {@link #HEADER_BYTES} of a request. */
  static Header header(ByteBuffer bytes) throws MalformedRequestException {
    ByteBuffer in = bytes.order(ByteOrder.nativeOrder());
    for (byte expected : MAGIC) {
      if (in.get() != expected) {
        throw new MalformedRequestException("cannot take a request that does not begin with MAPC");
      }
    }
    int version = in.getInt();
    if (version != VERSION) {
      throw new MalformedRequestException(
          "cannot take a request of version "
              + version
              + ": this daemon speaks version "
              + VERSION
              + "; install client and daemon from one release, and restart the daemon");
    }
    return new Header(
        in.getInt(),
        length(in, "verb", 16),
        length(in, "directory", 4096),
        length(in, "environment", ENVIRONMENT_LIMIT),
        length(in, "record", RECORD_LIMIT));
  }

  private static int length(ByteBuffer in, String what, int limit)
      throws MalformedRequestException {
    int length = in.getInt();
    if (length < 0 || length > limit) {
      throw new MalformedRequestException(
          "cannot take a request with "
              + Integer.toUnsignedString(length)
              + " bytes of "
              + what
              + ": the limit is "
              + limit);
    }
    return length;
  }

  /** Reads what follows the header. */
  static Call call(Header header, ByteBuffer body) throws MalformedRequestException {
    String word = text(body, header.verb());
    Verb verb =
        Verb.of(word)
            .orElseThrow(() -> new MalformedRequestException("no such command: '" + word + "'"));
    Path directory = Path.of(text(body, header.directory()));
    Map<String, String> environment = new HashMap<>();
    for (String entry : text(body, header.environment()).split("\0", -1)) {
      int equals = entry.indexOf('=');
      if (equals > 0) { // the first of two entries of a name is what getenv(3) finds
        environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    byte[] record = new byte[header.record()];
    body.get(record);
    return new Call(
        verb,
        directory,
        environment,
        record,
        (header.flags() & REPEATED) != 0,
        (header.flags() & ANSWERED) != 0);
  }

  private static String text(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A record for the client's standard output, with the length word that the agent expects. */
  static ByteBuffer recordFrame(byte[] message) {
    return frame(TO_STDOUT, 4 + message.length, 4 + message.length)
        .putInt(message.length)
        .put(message)
        .flip();
  }

  /** A line for the client's standard error. */
  static ByteBuffer complaintFrame(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    return frame(TO_STDERR, bytes.length, bytes.length).put(bytes).flip();
  }

  /** The end of a call. */
  static ByteBuffer exitFrame(int status) {
    return frame(EXIT, status, 0).flip();
  }

  private static ByteBuffer frame(int kind, int value, int payloadBytes) {
    return ByteBuffer.allocate(8 + payloadBytes)
        .order(ByteOrder.nativeOrder())
        .putInt(kind)
        .putInt(value);
  }
}
