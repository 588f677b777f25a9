package io.mesosappc.containerizer.sandbox;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where a URI points, decided from its text alone. */
sealed interface Source {
  /** The base name of the URI's path, decoded. */
  String fileName();

  /**
   * Something on a server.
   *
   * @param address without user information and fragment
   * @param credentials {@code user:password} of the URI, decoded
   */
  record Web(URI address, Optional<String> credentials, String fileName) implements Source {}

  /** A file of the agent's machine. */
  record Local(Path path, String fileName) implements Source {}

  /**
   * Reads a URI the way Mesos' fetcher does: leading blanks are dropped, and no scheme is a path.
   *
   * @throws FetchFault when it is malformed or of a kind that is not supported
   */
  static Source parse(String value) throws FetchFault {
    String text = value.stripLeading();
    int colon = text.indexOf("://");
    if (colon < 0) {
      if (!text.startsWith("/")) {
        throw new FetchFault(
            "relative paths, which Mesos looks up in the agent's --frameworks_home, are not"
                + " supported",
            "give an absolute path or a file://, http:// or https:// URI");
      }
      return local(text);
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "https" -> web(text);
      case "file" -> file(text.substring(colon + 3));
      default ->
          throw new FetchFault(
              "the scheme '" + scheme + "' is not supported",
              "supported are http, https, file and absolute paths");
    };
  }

  /** The URI as it may appear in a message: without credentials and query, which may be secret. */
  static String display(String value) {
    return value
        .strip()
        .replaceFirst("://[^/?#]*@", "://")
        .replaceFirst("\\?.*", "?…")
        .replaceAll("\\p{Cntrl}", "?");
  }

  private static Source web(String text) throws FetchFault {
    try {
      URI uri = new URI(text.stripTrailing());
      if (uri.getHost() == null) {
        throw new FetchFault("it names no host", "write http://HOST/PATH");
      }
      String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      Optional<String> credentials = Optional.empty();
      if (uri.getRawUserInfo() != null) {
        credentials = Optional.of(decode(uri.getRawUserInfo()));
      }
      String name = baseName(decode(path.substring(path.lastIndexOf('/') + 1)));
      return new Web(URI.create(scheme + "://" + host + path + query), credentials, name);
    } catch (URISyntaxException e) {
      throw new FetchFault(
          "it is malformed: " + e.getReason() + " at character " + e.getIndex(),
          "percent-encode reserved characters");
    }
  }

  private static Source file(String rest) throws FetchFault {
    String path = rest.startsWith("localhost/") ? rest.substring("localhost".length()) : rest;
    if (!path.startsWith("/")) {
      throw new FetchFault(
          "a file of another machine cannot be had", "write file:///PATH or file://localhost/PATH");
    }
    return local(decode(path));
  }

  private static Source local(String path) throws FetchFault {
    try {
      String name = baseName(path.substring(path.lastIndexOf('/') + 1));
      return new Local(Path.of(path), name);
    } catch (InvalidPathException e) {
      throw new FetchFault("it is no path here: " + e.getReason(), "correct it");
    }
  }

  private static String baseName(String name) throws FetchFault {
    boolean plain =
        !name.isEmpty() && !name.equals(".") && !name.equals("..") && !name.contains("/");
    if (!plain || name.chars().anyMatch(Character::isISOControl)) {
      throw new FetchFault(
          "its path ends in no usable file name", "set output_file, or use a URI that has one");
    }
    return name;
  }

  /** Percent-decoding (RFC 3986 §2.1): unlike a form's, it leaves {@code +} alone. */
  private static String decode(String text) throws FetchFault {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.write(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new FetchFault("'%' is not followed by two hexadecimal digits", "percent-encode it");
      }
      decoded.write((high << 4) | low);
      i += 2;
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
