package io.mesosappc.appc.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob that fails at its end unless it had the size and digest of its descriptor, and at once
 * when it grows longer. What was read before is to be believed only after the end.
 */
final class CheckedBlob extends FilterInputStream {
  private final Descriptor expected;
  private final String name;
  private final MessageDigest digest;
  private long count;
  private boolean ended;

  CheckedBlob(InputStream in, String name, Descriptor expected) {
    super(in);
    this.name = name;
    this.expected = expected;
    this.digest = expected.digest().algorithm().start();
  }

  /** Reads a small blob whole, and checks it. */
  static byte[] readAll(Opening opening, String name, Descriptor blob, int longest)
      throws IOException {
    if (blob.size() > longest) {
      throw DockerException.invalid(
          name + " is " + blob.size() + " bytes long, more than the limit of " + longest);
    }
    try (InputStream in = new CheckedBlob(opening.open(blob), name, blob)) {
      return in.readAllBytes();
    }
  }

  /** One of the ways to open a blob. */
  @FunctionalInterface
  interface Opening {
    /** Opens it. */
    InputStream open(Descriptor blob) throws IOException;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (ended) {
      return -1;
    }
    int read = in.read(target, offset, length);
    if (read < 0) {
      ended = true;
      verify();
      return -1;
    }
    count += read;
    if (count > expected.size()) {
      throw DockerException.invalid(
          name + " is longer than the " + expected.size() + " bytes that its descriptor says");
    }
    digest.update(target, offset, read);
    return read;
  }

  @Override
  public long skip(long wanted) throws IOException {
    byte[] passed = new byte[(int) Math.min(1 << 14, Math.max(1, wanted))];
    return Math.max(0, read(passed, 0, (int) Math.min(passed.length, wanted)));
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() throws DockerException {
    if (count != expected.size()) {
      throw DockerException.invalid(
          name + " is " + count + " bytes long, but its descriptor says " + expected.size());
    }
    Digest actual = Digest.of(expected.digest().algorithm(), digest);
    if (!actual.equals(expected.digest())) {
      throw DockerException.invalid(
          name + " has the digest " + actual + " instead; it was damaged or exchanged");
    }
  }
}
