package io.mesosappc.appc.schema;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A URL with scheme http or https (spec aci.md, annotations homepage and documentation).
 *
 * @param uri absolute, with a host
 */
public record WebUrl(URI uri) {

  /**
   * Checks scheme and host.
   *
   * @throws IllegalArgumentException when the scheme is another one or there is no host
   */
  public WebUrl {
    String scheme = uri.getScheme();
    if (scheme == null || !(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))) {
      throw new IllegalArgumentException(
          "URL " + Quoted.shortened(uri.toString()) + " has not the scheme http or https");
    }
    if (uri.getRawAuthority() == null) {
      throw new IllegalArgumentException(
          "URL " + Quoted.shortened(uri.toString()) + " has no host");
    }
  }

  /**
   * Reads a URL from its text, which {@link #toString} prints.
   *
   * @throws IllegalArgumentException when the text is no URL, or not one of the web
   */
  public static WebUrl parse(String text) {
    try {
      return new WebUrl(new URI(text));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "URL " + Quoted.shortened(text) + " is not valid: " + e.getReason(), e);
    }
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
