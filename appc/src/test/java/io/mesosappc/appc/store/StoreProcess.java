package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A second process for tests of the store: does what it is told, one command a line of input, and
 * answers each with a line.
 */
public final class StoreProcess {

  private StoreProcess() {}

  /**
   * Opens a store and obeys.
   *
   * @param args the store's directory
   */
  public static void main(String[] args) throws Exception {
    ImageStore store = ImageStore.open(Path.of(args[0]), Samples.READER);
    List<ImageLease> leases = new ArrayList<>();
    say("ready");
    String input = new String(readLine(), StandardCharsets.UTF_8);
    while (!input.isEmpty()) {
      String[] words = input.split(" ", 2);
      switch (words[0]) {
        case "import" -> say(put(store, Samples.image(Integer.parseInt(words[1]))));
        case "import-half" -> store.importImage(half(words[1]), Expectation.NONE);
        case "lease" -> {
          ImageLease lease = store.lease();
          leases.add(lease);
          say("" + lease.hold(ImageId.parse(words[1])).isPresent());
        }
        default -> throw new IllegalArgumentException(input);
      }
      input = new String(readLine(), StandardCharsets.UTF_8);
    }
    for (ImageLease lease : leases) {
      lease.close();
    }
  }

  private static String put(ImageStore store, byte[] archive) throws Exception {
    ImportResult result =
        store.importImage(Samples.stream(archive), Expectation.NONE, Admission.EVERY);
    return result.outcome() + " " + Files.size(result.image().rootfs().resolve("a"));
  }

  /** Delivers most of an image, says so, and then nothing for as long as the process lives. */
  private static InputStream half(String number) {
    byte[] image = Samples.image("example.com/half", 2_000_000, Integer.parseInt(number));
    InputStream most = new ByteArrayInputStream(image, 0, image.length - 20_000);
    return new FilterInputStream(most) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count < 0) {
          say("half");
          try {
            Thread.sleep(Long.MAX_VALUE);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
        return count;
      }
    };
  }

  private static byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = System.in.read(); b >= 0 && b != '\n'; b = System.in.read()) {
      line.write(b);
    }
    return line.toByteArray();
  }

  private static void say(String answer) {
    System.out.println(answer);
    System.out.flush();
  }
}
