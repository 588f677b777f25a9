package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Simple discovery: an image's location is made from its name and labels by the template {@code
 * PREFIX{name}-{version}-{os}-{arch}.aci} (spec discovery.md; Mesos' flag {@code
 * --appc_simple_discovery_uri_prefix}).
 */
public final class SimpleDiscovery {
  /** The version that stands in the location when none was asked for. */
  private static final String LATEST = "latest";

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
    Labels labels = query.labels();
    Labels platform = query.platform();
    String rendered =
        query.name()
            + "-"
            + labels.version().orElse(LATEST)
            + "-"
            + labels.get(Labels.OS).or(() -> platform.get(Labels.OS)).orElse("linux")
            + "-"
            + labels.get(Labels.ARCH).or(() -> platform.get(Labels.ARCH)).orElse("amd64")
            + ".aci";
    List<URI> locations = new ArrayList<>();
    for (String prefix : prefixes) {
      locations.add(URI.create(prefix + escaped(rendered)));
    }
    return locations;
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

  private static String escaped(String path) {
    try {
      return new URI(null, null, "/" + path, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("name " + path + " cannot stand in a URL", e);
    }
  }
}
