package io.mesosappc.appc.fetch;

/** What came of asking for a location that the caller may have already. */
public sealed interface Answer {

  /**
   * The content is the one that was remembered.
   *
   * @param tag the caller's word for it
   */
  record Unchanged(String tag) implements Answer {}

  /**
   * The content is new, or nothing was remembered.
   *
   * @param download to be closed by the caller
   */
  record Changed(Download download) implements Answer {}
}
