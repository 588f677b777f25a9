package io.mesosappc.appc.store;

import io.mesosappc.appc.store.GcReport.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Decides what a garbage collection removes. Pure: it looks at nothing but its arguments. */
final class GcPlan {
  private final GcPolicy policy;
  private final Instant now;
  private final long totalBefore;
  private final long freeBefore;
  private long total;
  private long free;

  private GcPlan(GcPolicy policy, long total, long free, Instant now) {
    this.policy = policy;
    this.now = now;
    this.totalBefore = total;
    this.freeBefore = free;
    this.total = total;
    this.free = free;
  }

  /**
   * One decision an image, the least recently used first.
   *
   * @param images with their users
   * @param freeBytes of the file system, before anything is removed
   */
  static List<Decision> of(GcPolicy policy, List<ImageInfo> images, long freeBytes, Instant now) {
    long total = images.stream().mapToLong(ImageInfo::diskBytes).sum();
    GcPlan plan = new GcPlan(policy, total, freeBytes, now);
    List<Decision> decisions = new ArrayList<>();
    images.stream()
        .sorted(Comparator.comparing(ImageInfo::lastUsed).thenComparing(info -> info.image().id()))
        .forEach(info -> decisions.add(plan.decide(info)));
    return decisions;
  }

  private Decision decide(ImageInfo info) {
    if (!info.users().isEmpty()) {
      return new Decision(info, false, "in use by " + String.join(", ", info.users()));
    }
    Duration idle = Duration.between(info.lastUsed(), now);
    if (idle.compareTo(policy.grace()) < 0) {
      return new Decision(info, false, "used less than " + words(policy.grace()) + " ago");
    }
    Optional<String> reason = reason(idle);
    if (reason.isPresent()) {
      total -= info.diskBytes();
      free += info.diskBytes();
    }
    return new Decision(info, reason.isPresent(), reason.orElse("within the limits"));
  }

  private Optional<String> reason(Duration idle) {
    Duration longest = policy.unusedFor().orElse(idle);
    if (idle.compareTo(longest) > 0) {
      return Optional.of(
          "not used for " + words(idle) + ", more than the limit of " + words(longest));
    }
    long most = policy.mostBytes().orElse(Long.MAX_VALUE);
    if (total > most) {
      return Optional.of(
          "the images took " + totalBefore + " bytes, more than the limit of " + most);
    }
    long least = policy.leastFreeBytes().orElse(0L);
    if (free < least) {
      return Optional.of(
          "the file system had " + freeBefore + " bytes free, less than the limit of " + least);
    }
    return Optional.empty();
  }

  /** In the largest unit of which there are at least two. */
  private static String words(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    if (time.toHours() >= 2) {
      return time.toHours() + " hours";
    }
    if (time.toMinutes() >= 2) {
      return time.toMinutes() + " minutes";
    }
    return time.toSeconds() + " seconds";
  }
}
