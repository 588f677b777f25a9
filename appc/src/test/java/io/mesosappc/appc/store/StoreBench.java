package io.mesosappc.appc.store;

import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures a store of many small images and prints a table: what an operation costs, median and
 * 99th percentile. Arguments: a directory to work in (it must not exist; removed at the end) and
 * the number of images, 1,000 if not given.
 */
public final class StoreBench {
  private static final AciReader READER = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);

  private final Path directory;
  private final int images;

  private StoreBench(Path directory, int images) {
    this.directory = directory;
    this.images = images;
  }

  /** Measures. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    if (Files.exists(directory)) {
      throw new IllegalArgumentException(directory + " exists already");
    }
    try {
      new StoreBench(directory, args.length > 1 ? Integer.parseInt(args[1]) : 1000).run();
    } finally {
      FileTree.remove(directory);
    }
  }

  private void run() throws Exception {
    System.out.printf(Locale.ROOT, "%-44s %10s %12s %12s%n", "", "times", "median us", "p99 us");
    ImageStore store = ImageStore.open(directory, READER);
    byte[][] archives = new byte[images][];
    for (int i = 0; i < images; i++) {
      archives[i] = image(i);
    }
    int[] at = {0};
    measure(
        "import (3 files)",
        images,
        () ->
            store.importImage(
                new ByteArrayInputStream(archives[at[0]++]), Expectation.NONE, Admission.EVERY));
    measure("open and first list", 1, () -> ImageStore.open(directory, READER).list());
    // Past the time in which another change of the directory might not show.
    Thread.sleep(100);
    measure("list", 1000, store::list);
    measure("lookup by name, warm up", 5000, () -> store.find(query(at[0]++ % images)));
    measure("lookup by name", 5000, () -> store.find(query(at[0]++ % images)));
    measure("lookup of a name that is not there", 5000, () -> store.find(query(images)));
    List<ImageId> ids = store.list().stream().map(StoredImage::id).toList();
    measure("lookup by ID", 5000, () -> store.find(ids.get(at[0]++ % images)));
    measure(
        "import and lookup by name after it",
        100,
        () -> {
          store.importImage(new ByteArrayInputStream(archives[0]), Expectation.NONE);
          return store.find(query(0));
        });
    measure(
        "lease, hold, close",
        1000,
        () -> {
          try (ImageLease lease = store.lease()) {
            return lease.hold(ids.get(0));
          }
        });
    measure(
        "pin and unpin",
        1000,
        () -> {
          store.pin(List.of(ids.get(0)), "container/x");
          return store.unpin("container/x");
        });
    measure("describe all", 20, () -> store.describeAll(References.NONE));
    measure("verify", 200, () -> store.verify(ids.get(at[0]++ % images)));
    GcPolicy all = GcPolicy.NONE.withMostBytes(0).withGrace(Duration.ZERO);
    measure("settle all, file by file", 1, () -> store.settle(DiskFlush.FILE_BY_FILE));
    measure("settle, nothing to do", 1, () -> store.settle(DiskFlush.FILE_BY_FILE));
    measure("gc, dry run", 20, () -> store.collectGarbage(all.withDryRun(true), References.NONE));
    measure("gc of all", 1, () -> store.collectGarbage(all, References.NONE));
  }

  private static ImageQuery query(int number) {
    return new ImageQuery(name(number), Labels.NONE, Labels.NONE);
  }

  private static AcIdentifier name(int number) {
    return AcIdentifier.parse("example.com/app-" + number);
  }

  private static byte[] image(int number) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageManifest manifest =
        ImageManifest.of(name(number), Labels.of("version", "1." + number), Optional.empty());
    AciWriter writer = new AciWriter(manifest).file("/bin/a", 0755, new byte[4096]);
    for (String top : List.of("dev", "etc", "home", "lib", "proc", "root", "sys", "tmp", "var")) {
      writer.directory("/" + top, 0755);
    }
    writer.file("/etc/b", 0644, new byte[100]).file("/usr/lib/c", 0644, new byte[10]).write(out);
    return out.toByteArray();
  }

  private static void measure(String what, int times, Operation operation) throws Exception {
    long[] nanos = new long[times];
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      Object result = operation.run();
      nanos[i] = System.nanoTime() - start;
      if (result == Boolean.FALSE) {
        throw new IllegalStateException(what + " did nothing");
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%-44s %10d %12.1f %12.1f%n",
        what,
        times,
        nanos[times / 2] / 1e3,
        nanos[(int) (times * 0.99)] / 1e3);
  }

  private interface Operation {
    Object run() throws Exception;
  }
}
