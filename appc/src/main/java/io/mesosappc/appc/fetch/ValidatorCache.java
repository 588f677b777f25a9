package io.mesosappc.appc.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.cache.TextCache;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers on disk, by URL, what a server said of a content's later use, and the caller's word for
 * that content (such as its image ID). It keeps no contents. Thread-safe, and safe for several
 * processes.
 */
public final class ValidatorCache {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TextCache texts;
  private final InstantSource clock;

  ValidatorCache(TextCache texts, InstantSource clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** A cache in a directory of its own. */
  public static ValidatorCache in(TextCache texts) {
    return new ValidatorCache(texts, InstantSource.system());
  }

  /**
   * Remembers a download that was read to its end. One that the server wants nobody to keep, or
   * that has nothing to recognize it by, is forgotten instead.
   *
   * @param tag the caller's word for the content
   * @throws IOException when the disk does not take it
   */
  public void remember(Download download, String tag) throws IOException {
    remember(download.requested(), download.location(), download.freshness(), tag);
  }

  /**
   * Forgets a URL.
   *
   * @throws IOException when the disk does not take it
   */
  public void forget(URI requested) throws IOException {
    texts.remove(requested.toString());
  }

  void remember(URI requested, URI location, Freshness freshness, String tag) throws IOException {
    boolean recognizable = freshness.etag().isPresent() || freshness.lastModified().isPresent();
    if (!freshness.storable() || (!recognizable && freshness.lifetime().isZero())) {
      forget(requested);
      return;
    }
    ObjectNode entry = JSON.createObjectNode();
    entry.put("location", location.toString());
    freshness.etag().ifPresent(etag -> entry.put("etag", etag));
    freshness.lastModified().ifPresent(time -> entry.put("lastModified", time));
    entry.put("freshUntil", clock.instant().plus(freshness.lifetime()).toString());
    entry.put("tag", tag);
    texts.write(requested.toString(), JSON.writeValueAsString(entry));
  }

  /** What is remembered of a URL. */
  Optional<Remembered> find(URI requested) {
    return texts.read(requested.toString()).flatMap(text -> parse(requested, text));
  }

  boolean isFresh(Remembered remembered) {
    return clock.instant().isBefore(remembered.freshUntil());
  }

  private static Optional<Remembered> parse(URI requested, String text) {
    try {
      JsonNode entry = JSON.readTree(text);
      return Optional.of(
          new Remembered(
              requested,
              URI.create(entry.path("location").asText()),
              Optional.ofNullable(entry.path("etag").textValue()),
              Optional.ofNullable(entry.path("lastModified").textValue()),
              Instant.parse(entry.path("freshUntil").asText()),
              entry.path("tag").asText()));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      // A damaged entry is as good as none: the content is fetched again.
      return Optional.empty();
    }
  }

  /** A content as it was when last seen. */
  record Remembered(
      URI requested,
      URI location,
      Optional<String> etag,
      Optional<String> lastModified,
      Instant freshUntil,
      String tag) {

    /** Headers that make the server answer 304 when nothing changed (RFC 9110 §13.1). */
    Map<String, String> conditions() {
      Map<String, String> headers = new HashMap<>();
      etag.ifPresent(value -> headers.put("If-None-Match", value));
      if (etag.isEmpty()) {
        lastModified.ifPresent(value -> headers.put("If-Modified-Since", value));
      }
      return headers;
    }
  }
}
