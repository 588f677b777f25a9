package io.mesosappc.appc.discovery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A fuzz target of {@code scripts/fuzz}: whatever a page of discovery holds, it says something or
 * nothing, and a template is expanded or refused.
 */
public final class DiscoveryFuzzer {
  private static final Map<String, String> VALUES =
      Map.of("name", "example.com/app", "version", "1.0", "os", "linux", "arch", "amd64");

  private DiscoveryFuzzer() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    PageTags tags =
        PageTags.of(
            new Pages.Page(200, URI.create("https://example.com/app?ac-discovery=1"), text));
    tags.tags().forEach(tag -> expand(tag.url()));
    expand(text);
  }

  private static void expand(String template) {
    try {
      UriTemplate.parse(template).expand(VALUES);
    } catch (InvalidTemplateException e) {
      // refused
    }
  }
}
