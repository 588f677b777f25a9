package io.mesosappc.isolators.podinit;

import io.mesosappc.isolators.syscall.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A message of pod-init.
 *
 * @param kind {@link #DONE}, {@link #FAILED} or {@link #EXITED}
 * @param number errno of a failure, or wait status of an end
 * @param when of an end
 * @param text what failed, or which app ended
 */
record Answer(int kind, int number, Instant when, String text) {
  static final int DONE = 1;
  static final int FAILED = 2;
  static final int EXITED = 3;

  private static final int TEXT_AT = 24;

  /** struct answer. */
  static final int SIZE = TEXT_AT + 400;

  static Answer parse(byte[] bytes) throws PodInitException {
    if (bytes.length != SIZE) {
      throw new PodInitException(
          "pod-init sent "
              + bytes.length
              + " bytes where an answer has "
              + SIZE
              + "; is it of another version?");
    }
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int kind = fields.getInt();
    int number = fields.getInt();
    Instant when = Instant.ofEpochSecond(fields.getLong(), fields.getLong());
    int end = TEXT_AT;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new Answer(
        kind, number, when, new String(bytes, TEXT_AT, end - TEXT_AT, StandardCharsets.UTF_8));
  }

  /** What failed, with the error's name. */
  String failure() {
    return text + ": " + Errno.describe(number);
  }
}
