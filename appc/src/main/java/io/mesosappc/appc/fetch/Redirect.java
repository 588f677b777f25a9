package io.mesosappc.appc.fetch;

import java.net.URI;

/** Where a {@code Location} leads (RFC 3986 §5). */
final class Redirect {

  private Redirect() {}

  /**
   * Resolves a target, in the two cases besides where {@link URI#resolve} does not: a base without
   * a path, as discovery begins with, and a target that only changes the query.
   *
   * @throws IllegalArgumentException when the target is no URI reference
   */
  static URI resolve(URI from, String target) {
    String path = from.getRawPath().isEmpty() ? "/" : from.getRawPath();
    String root = from.getScheme() + "://" + from.getRawAuthority();
    if (target.startsWith("?")) {
      return URI.create(root + path + target);
    }
    return URI.create(root + path).resolve(target);
  }
}
