package io.mesosappc.appc.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.cache.TextCache;
import io.mesosappc.appc.discovery.PageTags.Tag;
import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers for a while what pages said, and for a shorter while that they said nothing. */
final class PageMemory {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TextCache texts;
  private final Duration found;
  private final Duration nothing;
  private final InstantSource clock;

  PageMemory(TextCache texts, Duration found, Duration nothing, InstantSource clock) {
    this.texts = texts;
    this.found = found;
    this.nothing = nothing;
    this.clock = clock;
  }

  /** What a page said, if that is not too long ago. */
  Optional<PageTags> find(URI page) {
    return texts.read(page.toString()).flatMap(this::parse);
  }

  /** Remembers it; a disk that does not take it only means that the page is asked again. */
  void remember(URI page, PageTags tags) {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("seen", clock.instant().toString());
    entry.put("location", tags.location().toString());
    entry.put("status", tags.status());
    tags.problems().forEach(entry.putArray("problems")::add);
    var list = entry.putArray("tags");
    for (Tag tag : tags.tags()) {
      list.addObject().put("kind", tag.kind()).put("prefix", tag.prefix()).put("url", tag.url());
    }
    try {
      String text = JSON.writeValueAsString(entry);
      // Characters count up to four bytes; a page that says so much is not worth keeping.
      if (text.length() < TextCache.LONGEST / 5) {
        texts.write(page.toString(), text);
      }
    } catch (IOException e) {
      // As said above.
    }
  }

  private Optional<PageTags> parse(String text) {
    try {
      JsonNode entry = JSON.readTree(text);
      List<Tag> tags = new ArrayList<>();
      for (JsonNode tag : entry.path("tags")) {
        tags.add(
            new Tag(
                tag.path("kind").asText(), tag.path("prefix").asText(), tag.path("url").asText()));
      }
      List<String> problems = new ArrayList<>();
      entry.path("problems").forEach(problem -> problems.add(problem.asText()));
      Duration age = Duration.between(Instant.parse(entry.path("seen").asText()), clock.instant());
      // An entry from the future says that a clock was set; its age is unknown.
      if (age.isNegative() || age.compareTo(tags.isEmpty() ? nothing : found) >= 0) {
        return Optional.empty();
      }
      return Optional.of(
          new PageTags(
              URI.create(entry.path("location").asText()),
              entry.path("status").asInt(),
              tags,
              problems));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
