package io.mesosappc.appc.fetch;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole answer in memory: a page, a signature, a set of keys. */
public final class SmallDownload {
  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

  private final URI location;
  private final int status;
  private final Optional<String> contentType;
  private final byte[] bytes;

  SmallDownload(URI location, int status, Optional<String> contentType, byte[] bytes) {
    this.location = location;
    this.status = status;
    this.contentType = contentType;
    this.bytes = bytes;
  }

  /** Where it comes from, after redirects. */
  public URI location() {
    return location;
  }

  /** HTTP status; 200 for a file. */
  public int status() {
    return status;
  }

  /** The content; empty when the status is an error. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The content as text, in the charset that the server names, else UTF-8. A charset that does not
   * exist counts as none, and what is not valid in it becomes U+FFFD.
   */
  public String text() {
    Charset charset = contentType.flatMap(SmallDownload::charset).orElse(StandardCharsets.UTF_8);
    String text = new String(bytes, charset);
    // A byte order mark is no character of the text.
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static Optional<Charset> charset(String contentType) {
    Matcher found = CHARSET.matcher(contentType);
    if (!found.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(found.group(1)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }
}
