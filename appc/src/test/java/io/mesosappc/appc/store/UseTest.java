package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.store.ImportResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UseTest {
  private static final GcPolicy EVERYTHING =
      GcPolicy.NONE.withMostBytes(0).withGrace(Duration.ZERO);

  private final Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final InstantSource clock = () -> now;
  private final ImageStore store;
  private final ImageId one;
  private final ImageId two;

  UseTest(@TempDir Path temporary) throws Exception {
    this.directory = temporary.resolve("store");
    this.store = open();
    this.one = Samples.put(store, 1).id();
    this.two = Samples.put(store, 2).id();
  }

  private ImageStore open() throws IOException {
    return ImageStore.open(directory, Samples.READER, clock);
  }

  private List<ImageId> idsAfter(GcPolicy policy) throws IOException {
    store.collectGarbage(policy, References.NONE);
    return store.list().stream().map(StoredImage::id).toList();
  }

  private void assertNoWorkLeft() throws IOException {
    try (Stream<Path> left = Files.list(directory.resolve("imports"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void whatIsPinnedStaysUntilItsOwnerIsUnpinnedAlsoAfterARestart() throws Exception {
    store.pin(List.of(one), "container/a");
    ImageStore restarted = open();
    assertThat(restarted.pins()).containsExactly(new Pin("container/a", pinOf(one)));
    assertThatThrownBy(() -> restarted.remove(one, References.NONE))
        .isInstanceOf(ImageInUseException.class)
        .hasMessage("cannot remove image " + one + ": it is in use by container/a");
    assertThat(idsAfter(EVERYTHING)).containsExactly(one);

    assertThat(restarted.unpin("container/a")).isTrue();
    assertThat(restarted.unpin("container/a")).isFalse();
    assertThat(idsAfter(EVERYTHING)).isEmpty();
    assertNoWorkLeft();
  }

  private static NavigableSet<ImageId> pinOf(ImageId... ids) {
    return new TreeSet<>(List.of(ids));
  }

  @Test
  void pinningAddsAndIsIdempotentAndRefusesWhatIsNotThere() throws Exception {
    store.pin(List.of(one), "a");
    store.pin(List.of(one), "a");
    store.pin(List.of(two), "a");
    assertThat(store.pins()).containsExactly(new Pin("a", pinOf(one, two)));
    ImageId absent = ImageId.ofDigest(new byte[64]);
    assertThatThrownBy(() -> store.pin(List.of(absent), "b"))
        .isInstanceOf(NoSuchImageException.class);
    assertThatThrownBy(() -> store.pin(List.of(one), "two\nlines"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.pins()).hasSize(1);
  }

  @Test
  void aDamagedPinIsNone() throws Exception {
    Files.writeString(directory.resolve("pins/x"), "");
    Files.writeString(directory.resolve("pins/y"), "owner\nsha512-short\n");
    assertThat(store.pins()).isEmpty();
  }

  @Test
  void whatIsLeasedStaysUntilTheLeaseIsClosed() throws Exception {
    try (ImageLease lease = store.lease()) {
      assertThat(lease.hold(one).orElseThrow().id()).isEqualTo(one);
      assertThat(lease.hold(ImageId.ofDigest(new byte[64]))).isEmpty();
      // Another store object of the same process must not free the lock of the lease.
      assertThat(open().describe(one, References.NONE).orElseThrow().users())
          .containsExactly("work under way");
      assertThatThrownBy(() -> store.remove(one, References.NONE))
          .isInstanceOf(ImageInUseException.class);
      assertThat(idsAfter(EVERYTHING)).containsExactly(one);
    }
    assertThat(idsAfter(EVERYTHING)).isEmpty();
    assertNoWorkLeft();
  }

  @Test
  void anImportHoldsItsImageFromTheMomentThatItIsVisible() throws Exception {
    try (ImageLease lease = store.lease()) {
      ImportResult result =
          store.importImage(
              Samples.stream(Samples.image(3)), Expectation.NONE, Admission.EVERY, lease);
      assertThat(idsAfter(EVERYTHING)).containsExactly(result.image().id());
    }
  }

  @Test
  void aClosedLeaseHoldsNothingMore() throws Exception {
    ImageLease closed = store.lease();
    closed.close();
    closed.close();
    assertThatThrownBy(() -> closed.hold(one)).hasMessageContaining("the lease is closed");
  }

  @Test
  void whatSomebodyElseRefersToStays() throws Exception {
    References rendering = () -> Set.of(two);
    assertThatThrownBy(() -> store.remove(two, rendering))
        .isInstanceOf(ImageInUseException.class)
        .hasMessageContaining("a rendering");
    GcReport report = store.collectGarbage(EVERYTHING, rendering);
    assertThat(report.kept()).extracting(d -> d.image().image().id()).containsExactly(two);
    assertThat(report.kept())
        .extracting(GcReport.Decision::reason)
        .containsExactly("in use by a rendering");
  }

  @Test
  void nothingIsRemovedWhenItIsUnknownWhatIsInUse() throws Exception {
    References failing =
        () -> {
          throw new IOException("unreadable");
        };
    assertThatThrownBy(() -> store.collectGarbage(EVERYTHING, failing)).hasMessage("unreadable");
    assertThat(store.list()).hasSize(2);
  }

  @Test
  void anImageIsRemovedWithItsOrigin() throws Exception {
    store.rememberOrigin("here", one);
    assertThat(store.remove(one, References.NONE).image().id()).isEqualTo(one);
    assertThat(store.find(one)).isEmpty();
    assertThat(store.findByOrigin("here")).isEmpty();
    assertThat(directory.resolve("origins")).isEmptyDirectory();
    assertThatThrownBy(() -> store.remove(one, References.NONE))
        .isInstanceOf(NoSuchImageException.class);
    assertNoWorkLeft();
  }

  @Test
  void anImageThatWasRemovedIsNewWhenItComesAgainEvenIfItWasDamagedOnce() throws Exception {
    Files.delete(new StoreLayout(directory).rootfs(one).resolve("a"));
    assertThat(store.find(one)).isEmpty();
    assertThat(importOne().outcome()).isEqualTo(Outcome.HEALED);
    store.remove(one, References.NONE);
    assertThat(store.damaged()).isEmpty();
    assertThat(importOne().outcome()).isEqualTo(Outcome.NEW);
  }

  private ImportResult importOne() throws Exception {
    return store.importImage(Samples.stream(Samples.image(1)), Expectation.NONE, Admission.EVERY);
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() throws Exception {
    long size = store.describe(one, References.NONE).orElseThrow().diskBytes();
    now = now.plus(Duration.ofDays(1));
    store.pin(List.of(one), "a");
    store.unpin("a");
    now = now.plus(Duration.ofHours(1));
    assertThat(store.describe(one, References.NONE).orElseThrow().lastUsed())
        .isEqualTo(now.minus(Duration.ofHours(1)));
    GcPolicy policy = GcPolicy.NONE.withMostBytes(size + 1);
    assertThat(store.collectGarbage(policy.withDryRun(true), References.NONE).removed()).hasSize(1);
    assertThat(store.list()).hasSize(2);
    assertThat(idsAfter(policy)).containsExactly(one);
  }

  @Test
  void whatWasJustUsedStaysWhateverTheLimits() throws Exception {
    assertThat(idsAfter(GcPolicy.NONE.withMostBytes(0))).hasSize(2);
    now = now.plus(GcPolicy.DEFAULT_GRACE);
    assertThat(idsAfter(GcPolicy.NONE.withMostBytes(0))).isEmpty();
  }

  @Test
  void imagesThatWereMovedAsideGoUnlessTheirIdIsInUse() throws Exception {
    store.pin(List.of(one), "container");
    for (ImageId id : List.of(one, two)) {
      Files.delete(new StoreLayout(directory).rootfs(id).resolve("a"));
      assertThat(store.verify(id).sound()).isFalse();
    }
    GcReport report = store.collectGarbage(GcPolicy.NONE, References.NONE);
    assertThat(report.damagedRemoved()).extracting(DamagedImage::id).containsExactly(two);
    assertThat(report.damagedKept()).extracting(DamagedImage::id).containsExactly(one);
    assertThat(store.damaged()).extracting(DamagedImage::id).containsExactly(one);
    // The container keeps its pin, and the image comes back for the next one.
    store.pin(List.of(one), "container");
    assertThat(importOne().outcome()).isEqualTo(Outcome.HEALED);
  }
}
