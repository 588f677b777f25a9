package io.mesosappc.appc.trust;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in the directories of trusted keys.
 *
 * @param keys by prefix, then by place
 * @param unusable the files that count for nothing, with the reason of each
 */
public record KeyListing(List<TrustedKey> keys, SortedMap<Path, String> unusable) {
  /** Copies what it is given. */
  public KeyListing {
    keys = List.copyOf(keys);
    unusable = Collections.unmodifiableSortedMap(new TreeMap<>(unusable));
  }
}
