package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A fuzz target of {@code scripts/fuzz}: no bytes are the signature of an image that nobody signed,
 * and any bytes are a key or refused as one.
 */
public final class SignatureFuzzer {
  private static final byte[] IMAGE = "an image of another".getBytes(StandardCharsets.UTF_8);
  private static final KeyStore KEYS = keys();
  private static final ImageVerifier VERIFIER =
      new ImageVerifier(KEYS, TrustPolicy.STRICT, InstantSource.system());

  private SignatureFuzzer() {}

  private static KeyStore keys() {
    try {
      Path directory = Files.createTempDirectory("fuzz-keys");
      KeyStore keys = new KeyStore(List.of(), directory, InstantSource.system());
      try (InputStream key = SignatureFuzzer.class.getResourceAsStream("/trust/key.asc")) {
        keys.add(NamePrefix.ALL, key.readAllBytes());
      }
      try (Stream<Path> made = Files.walk(directory)) {
        made.forEach(path -> path.toFile().deleteOnExit()); // the last one first
      }
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (KeyMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    try (VerifiedInput in =
        VERIFIER.open(
            new ByteArrayInputStream(IMAGE), Optional.of(new ByteArrayInputStream(data)))) {
      in.finish(AcIdentifier.parse("example.com/app"));
      throw new IllegalStateException("accepted");
    } catch (UntrustedImageException e) {
      // refused
    }
    try {
      KEYS.inspect(data);
    } catch (KeyMaterialException e) {
      // refused
    }
  }
}
