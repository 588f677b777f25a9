package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.ImageQuery;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Simple discovery: an image's location is made from its name and labels by the template {@code
 * PREFIX{name}-{version}-{os}-{arch}.{ext}} (spec discovery.md; Mesos' flag {@code
 * --appc_simple_discovery_uri_prefix}).
 */
public final class SimpleDiscovery {
  private static final String TEMPLATE = "{name}-{version}-{os}-{arch}.{ext}";

  private final List<String> prefixes;

  /**
   * Discovery at some places.
   *
   * @param prefixes put before the rendered name, in order of trial, such as {@code https://},
   *     {@code https://mirror.example.com/acis/} or {@code file:///images/}
   */
  public SimpleDiscovery(List<String> prefixes) {
    this.prefixes = prefixes.stream().map(SimpleDiscovery::checked).toList();
  }

  /** Where an image that answers a query may be, in order of trial. */
  public List<URI> locations(ImageQuery query) {
    return candidates(query).stream().map(Candidate::image).toList();
  }

  /** The same, with signatures and the reason. */
  public List<Candidate> candidates(ImageQuery query) {
    Map<String, String> values = TemplateValues.of(query);
    List<Candidate> candidates = new ArrayList<>();
    for (String prefix : prefixes) {
      // Encoded or not, a slash in a label leads a file's path elsewhere.
      boolean file = prefix.toLowerCase(Locale.ROOT).startsWith("file:");
      if (file && hasSlashInLabel(values)) {
        continue;
      }
      candidates.add(
          new Candidate(
              location(prefix, values, TemplateValues.IMAGE),
              location(prefix, values, TemplateValues.SIGNATURE),
              new Candidate.Rule(SearchPlace.SIMPLE, prefix, prefix + TEMPLATE)));
    }
    return candidates;
  }

  private static URI location(String prefix, Map<String, String> values, String ext) {
    try {
      String rendered = UriTemplate.parse(TEMPLATE).expand(TemplateValues.with(values, ext));
      return URI.create(prefix + rendered);
    } catch (InvalidTemplateException e) {
      throw new IllegalArgumentException(
          "image " + values.get(UriTemplate.NAME) + " cannot stand in a URL: " + e.getMessage(), e);
    }
  }

  private static boolean hasSlashInLabel(Map<String, String> values) {
    return values.entrySet().stream()
        .filter(value -> !value.getKey().equals(UriTemplate.NAME))
        .anyMatch(
            value -> value.getValue().indexOf('/') >= 0 || value.getValue().indexOf('\\') >= 0);
  }

  private static String checked(String prefix) {
    // A bare scheme means "ask the host that the name begins with"; as a URI it needs some host.
    String probe = prefix.endsWith("://") ? prefix + "host/" : prefix;
    URI uri;
    try {
      uri = new URI(probe);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "discovery prefix \"" + prefix + "\" is not valid: " + e.getReason(), e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    if (!List.of("http", "https", "file").contains(scheme)) {
      throw new IllegalArgumentException(
          "discovery prefix \"" + prefix + "\" must begin with https://, http:// or file:///");
    }
    return prefix;
  }
}
