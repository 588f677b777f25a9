package io.mesosappc.appc.discovery;

import io.mesosappc.appc.discovery.ImageReference.ById;
import io.mesosappc.appc.discovery.ImageReference.ByName;
import io.mesosappc.appc.discovery.ImageReference.ByPath;
import io.mesosappc.appc.discovery.ImageReference.ByUrl;
import io.mesosappc.appc.discovery.ImageReference.Converted;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.Label;
import io.mesosappc.appc.schema.Labels;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells the forms of an image reference apart and reads each. */
final class ReferenceParser {

  /** What Docker and OCI images are named with. */
  private static final List<String> CONVERTED =
      List.of("docker://", "docker-archive:", "oci:", "oci-archive:");

  private ReferenceParser() {}

  static ImageReference parse(String text) throws InvalidReferenceException {
    try {
      String lower = text.toLowerCase(Locale.ROOT);
      if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../")) {
        return new ByPath(Path.of(text));
      }
      if (CONVERTED.stream().anyMatch(lower::startsWith)) {
        return new Converted(text);
      }
      if (text.startsWith(ImageId.PREFIX)) {
        return new ById(ImageId.parse(text));
      }
      if (lower.startsWith("http://") || lower.startsWith("https://")) {
        return url(text);
      }
      if (lower.startsWith("file:")) {
        return file(text);
      }
      if (lower.startsWith("appc:")) {
        String rest = text.substring("appc:".length());
        rest = rest.startsWith("//") ? rest.substring(2) : rest;
        return rest.startsWith(ImageId.PREFIX) ? new ById(ImageId.parse(rest)) : named(text, rest);
      }
      if (text.contains("://")) {
        throw new InvalidReferenceException(
            text, "its scheme is none of appc, http, https, file and docker");
      }
      return named(text, text);
    } catch (IllegalArgumentException e) {
      throw new InvalidReferenceException(text, e);
    }
  }

  private static ImageReference url(String text) throws InvalidReferenceException {
    URI uri = uri(text);
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new InvalidReferenceException(
          text, "it needs a host, and no user or password before it");
    }
    return new ByUrl(uri);
  }

  private static ImageReference file(String text) throws InvalidReferenceException {
    URI uri = uri(text);
    if (uri.isOpaque() || uri.getPath() == null || (uri.getHost() != null)) {
      throw new InvalidReferenceException(
          text, "a file URL needs an absolute path of this machine, as in file:///images/app.aci");
    }
    return new ByPath(Path.of(uri));
  }

  private static URI uri(String text) throws InvalidReferenceException {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new InvalidReferenceException(text, "it is not a valid URL: " + e.getReason());
    }
  }

  /** NAME[:VERSION][,LABEL=VALUE…] or NAME[:VERSION]?LABEL=VALUE&…. */
  private static ImageReference named(String whole, String text) throws InvalidReferenceException {
    List<Label> labels = new ArrayList<>();
    int query = text.indexOf('?');
    int comma = text.indexOf(',');
    String app = text;
    if (query >= 0) {
      app = text.substring(0, query);
      for (String part : text.substring(query + 1).split("&", -1)) {
        labels.add(label(whole, part, true));
      }
    } else if (comma >= 0) {
      app = text.substring(0, comma);
      for (String part : text.substring(comma + 1).split(",", -1)) {
        labels.add(label(whole, part, false));
      }
    }
    int colon = app.indexOf(':');
    if (colon >= 0) {
      String version = app.substring(colon + 1);
      if (version.isEmpty()) {
        throw new InvalidReferenceException(whole, "there is no version after the colon");
      }
      labels.add(0, new Label(Labels.VERSION, version));
      app = app.substring(0, colon);
    }
    if (app.isEmpty()) {
      throw new InvalidReferenceException(whole, "it has no name, as in example.com/app:1.0");
    }
    return new ByName(AcIdentifier.parse(app), new Labels(labels));
  }

  private static Label label(String whole, String part, boolean encoded)
      throws InvalidReferenceException {
    int equals = part.indexOf('=');
    if (equals <= 0) {
      throw new InvalidReferenceException(whole, "label \"" + part + "\" is not NAME=VALUE");
    }
    String name = part.substring(0, equals);
    String value = part.substring(equals + 1);
    return new Label(
        AcIdentifier.parse(encoded ? URLDecoder.decode(name, StandardCharsets.UTF_8) : name),
        encoded ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value);
  }
}
