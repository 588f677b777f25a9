package io.mesosappc.appc.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.GcReport.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GcPlanTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final GcPolicy NONE = GcPolicy.NONE;

  /** Not used for 1, 10, 20 and 30 days; the oldest in use; 100 bytes each. */
  private static final List<ImageInfo> IMAGES =
      List.of(image(1), image(30, "container/x"), image(20), image(10));

  private static ImageInfo image(int days, String... users) {
    byte[] digest = new byte[64];
    digest[0] = (byte) days;
    ImageManifest manifest =
        ImageManifest.of(AcIdentifier.parse("example.com/a"), Labels.NONE, Optional.empty());
    StoredImage image = new StoredImage(ImageId.ofDigest(digest), manifest, Path.of("rootfs"));
    return new ImageInfo(
        image,
        NOW,
        NOW.minus(Duration.ofDays(days)),
        100,
        0,
        0,
        0,
        0,
        new TreeMap<>(),
        List.of(users));
  }

  private static List<Long> removedDays(GcPolicy policy, long free) {
    return GcPlan.of(policy, IMAGES, free, NOW).stream()
        .filter(Decision::remove)
        .map(decision -> Duration.between(decision.image().lastUsed(), NOW).toDays())
        .toList();
  }

  @Test
  void limitsRemoveTheLeastRecentlyUsedThatNobodyUses() {
    assertThat(removedDays(NONE, 0)).isEmpty();
    assertThat(removedDays(NONE.withMostBytes(400), 0)).isEmpty();
    assertThat(removedDays(NONE.withMostBytes(399), 0)).containsExactly(20L);
    assertThat(removedDays(NONE.withMostBytes(201), 0)).containsExactly(20L, 10L);
    assertThat(removedDays(NONE.withMostBytes(0), 0)).containsExactly(20L, 10L, 1L);
    assertThat(removedDays(NONE.withUnusedFor(Duration.ofDays(20)), 0)).isEmpty();
    assertThat(removedDays(NONE.withUnusedFor(Duration.ofDays(19)), 0)).containsExactly(20L);
    assertThat(removedDays(NONE.withUnusedFor(Duration.ZERO), 0)).containsExactly(20L, 10L, 1L);
    assertThat(removedDays(NONE.withLeastFreeBytes(50), 50)).isEmpty();
    assertThat(removedDays(NONE.withLeastFreeBytes(51), 50)).containsExactly(20L);
    assertThat(removedDays(NONE.withLeastFreeBytes(251), 50)).containsExactly(20L, 10L, 1L);
    assertThat(removedDays(NONE.withMostBytes(0).withGrace(Duration.ofDays(11)), 0))
        .containsExactly(20L);
  }

  @Test
  void eachDecisionHasItsReason() {
    GcPolicy policy =
        NONE.withUnusedFor(Duration.ofDays(15)).withMostBytes(250).withGrace(Duration.ofHours(30));
    assertThat(GcPlan.of(policy, IMAGES, 0, NOW))
        .extracting(Decision::reason)
        .containsExactly(
            "in use by container/x",
            "not used for 20 days, more than the limit of 15 days",
            "the images took 400 bytes, more than the limit of 250",
            "used less than 30 hours ago");
    assertThat(GcPlan.of(NONE.withLeastFreeBytes(7), IMAGES, 5, NOW))
        .extracting(Decision::reason)
        .contains(
            "the file system had 5 bytes free, less than the limit of 7", "within the limits");
  }

  @Test
  void negativeLimitsAreRefused() {
    assertThatThrownBy(() -> NONE.withMostBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NONE.withGrace(Duration.ofDays(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
