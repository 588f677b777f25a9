package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.ImageQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a search found.
 *
 * @param query what was looked for
 * @param candidates where the image may be, in order of trial
 * @param publicKeys where its public keys are said to be
 * @param notes what was asked and passed over, and why, a sentence each
 */
public record DiscoveryResult(
    ImageQuery query,
    List<Candidate> candidates,
    List<KeyLocation> publicKeys,
    List<String> notes) {

  /** Copies the lists. */
  public DiscoveryResult {
    candidates = List.copyOf(candidates);
    publicKeys = List.copyOf(publicKeys);
    notes = List.copyOf(notes);
  }

  /** This and then another result for the same query. */
  DiscoveryResult and(DiscoveryResult other) {
    return new DiscoveryResult(
        query,
        joined(candidates, other.candidates),
        joined(publicKeys, other.publicKeys),
        joined(notes, other.notes));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    Set<T> all = new LinkedHashSet<>(first);
    all.addAll(second);
    return new ArrayList<>(all);
  }

  /** A line for each location and note, as a person reads it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(query.toString());
    candidates.forEach(c -> text.append("\n  image: ").append(c));
    publicKeys.forEach(
        k -> text.append("\n  keys: " + k.keys() + " for " + k.prefix() + " (" + k.page() + ")"));
    notes.forEach(note -> text.append("\n  note: ").append(note));
    return text.toString();
  }
}
