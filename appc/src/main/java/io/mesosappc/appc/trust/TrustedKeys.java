package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * The directories of trusted keys at one time.
 *
 * @param entries those that say the last word come last
 * @param unusable files that count for nothing, with the reason of each
 */
record TrustedKeys(List<Entry> entries, SortedMap<Path, String> unusable) {

  /** The keys that may sign an image, by fingerprint. */
  Collection<Entry> trustedFor(AcIdentifier image) {
    return lastWords(entry -> entry.prefix().covers(image)).values();
  }

  /** Whether a key counts for all images of its prefix, as far as no longer prefix says no. */
  boolean inEffect(Entry entry) {
    Entry last =
        lastWords(other -> covers(other.prefix(), entry.prefix())).get(entry.fingerprint());
    return last != null && last.equals(entry);
  }

  /** Whether any copy of a key says that it is revoked: an old copy elsewhere must not help it. */
  boolean isRevoked(Fingerprint fingerprint) {
    return entries.stream()
        .filter(entry -> entry.fingerprint().equals(fingerprint))
        .anyMatch(entry -> entry.certificate().map(Certificate::isRevoked).orElse(false));
  }

  private Map<Fingerprint, Entry> lastWords(Predicate<Entry> about) {
    Map<Fingerprint, Entry> words = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (about.test(entry)) {
        words.remove(entry.fingerprint());
        if (entry.certificate().isPresent()) {
          words.put(entry.fingerprint(), entry);
        }
      }
    }
    return words;
  }

  private static boolean covers(NamePrefix above, NamePrefix below) {
    return above.name().isEmpty() || below.name().map(above::covers).orElse(false);
  }

  /**
   * One file.
   *
   * @param certificate empty when the file is empty or unusable: then it takes the trust away that
   *     an earlier file with the same fingerprint gave
   */
  record Entry(
      NamePrefix prefix,
      Place place,
      Path file,
      Fingerprint fingerprint,
      Optional<Certificate> certificate) {}
}
