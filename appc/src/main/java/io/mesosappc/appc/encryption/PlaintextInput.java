package io.mesosappc.appc.encryption;

import io.mesosappc.appc.encryption.DecryptionException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bouncycastle.bcpg.BCPGInputStream;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;

/**
 * What was encrypted. It ends only when everything around it has ended too and the integrity of all
 * was proven; else the last read fails.
 */
final class PlaintextInput extends InputStream {
  private static final int COMPRESSED = 8;
  private static final int LITERAL = 11;

  /** gpg makes one; a compressed packet can hold itself. */
  private static final int MOST_LAYERS = 2;

  private final InputStream source;
  private final EncryptedMessage.Decrypted decrypted;
  private final boolean endsWithSource;
  private final InputStream content;

  /** The layers around the content, the innermost first: each must end where the content does. */
  private final Deque<InputStream> layers = new ArrayDeque<>();

  private boolean ended;

  /**
   * Goes in as far as the content.
   *
   * @param endsWithSource whether nothing may follow the message
   */
  PlaintextInput(InputStream source, EncryptedMessage.Decrypted decrypted, boolean endsWithSource)
      throws IOException {
    this.source = source;
    this.decrypted = decrypted;
    this.endsWithSource = endsWithSource;
    try {
      this.content = enter(decrypted.stream());
    } catch (PGPException | RuntimeException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private InputStream enter(InputStream outermost) throws IOException, PGPException {
    BCPGInputStream packets = new BCPGInputStream(outermost);
    layers.push(packets);
    int tag = packets.skipMarkerAndPaddingPackets();
    while (tag == COMPRESSED && layers.size() <= MOST_LAYERS) {
      packets = new BCPGInputStream(new PGPCompressedData(packets).getDataStream());
      layers.push(packets);
      tag = packets.nextPacketTag();
    }
    if (tag != LITERAL) {
      // A wrong passphrase passes the quick check of the old format once in 32,768 times.
      throw new DecryptionException(
          Reason.DAMAGED,
          "it holds no archive, but a packet of type "
              + tag
              + "; is the passphrase right, and was it encrypted without signing or nesting?");
    }
    return new PGPLiteralData(packets).getInputStream();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended) {
      return -1;
    }
    try {
      int read = content.read(target, offset, length);
      if (read < 0) {
        prove();
        ended = true;
      }
      return read;
    } catch (RuntimeException | PGPException e) {
      throw damaged(e);
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private void prove() throws IOException, PGPException {
    for (InputStream layer : layers) {
      if (layer.read() >= 0) {
        throw new DecryptionException(Reason.DAMAGED, "something follows the archive in it");
      }
    }
    boolean authentic =
        decrypted.message().isAEAD() ? decrypted.stream().read() < 0 : decrypted.message().verify();
    if (!authentic) {
      throw new DecryptionException(
          Reason.DAMAGED, "its integrity check failed: it was changed; get it again");
    }
    if (endsWithSource && source.read() >= 0) {
      throw new DecryptionException(Reason.DAMAGED, "something follows the encrypted message");
    }
  }

  private static IOException explained(IOException e) {
    return e instanceof DecryptionException || e instanceof HeadLimit.SourceException
        ? e
        : damaged(e);
  }

  private static DecryptionException damaged(Exception cause) {
    if (cause.getCause() instanceof DecryptionException known) {
      return known;
    }
    return new DecryptionException(
        Reason.DAMAGED,
        "it was changed or cut off (" + cause.getMessage() + "); get it again",
        cause);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
