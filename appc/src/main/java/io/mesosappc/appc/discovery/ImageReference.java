package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Label;
import io.mesosappc.appc.schema.Labels;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How somebody names an image: by name, by image ID, by file, by URL or as one of Docker's. */
public sealed interface ImageReference {

  /**
   * Reads any of the forms that people write:
   *
   * <ul>
   *   <li>{@code example.com/app}, {@code example.com/app:1.0}, {@code
   *       example.com/app:1.0,os=linux,arch=amd64}, and the same behind {@code appc://} or {@code
   *       appc:}, where labels may also stand as {@code ?version=1.0&arch=amd64}
   *   <li>{@code sha512-} and 128 hexadecimal digits
   *   <li>{@code http://…}, {@code https://…}, {@code file:///…}
   *   <li>{@code docker://…}, {@code docker-archive:…}, {@code oci:…}, {@code oci-archive:…}, which
   *       are converted
   *   <li>an absolute path, or one that begins with {@code ./} or {@code ../}
   * </ul>
   *
   * @throws InvalidReferenceException when the text is none of them
   */
  static ImageReference parse(String text) throws InvalidReferenceException {
    return ReferenceParser.parse(text);
  }

  /**
   * An image by name and labels.
   *
   * @param name the image's name
   * @param labels labels that the image must have
   * @param id the only acceptable image, if given
   */
  record ByName(AcIdentifier name, Labels labels, Optional<ImageId> id) implements ImageReference {

    /** Label values that can stand in the short form; others need escaping. */
    private static final Pattern PLAIN = Pattern.compile("[^,?:%&\\p{Cntrl}]+");

    /** An image by name and labels, whatever its ID. */
    public ByName(AcIdentifier name, Labels labels) {
      this(name, labels, Optional.empty());
    }

    /**
     * What an image must be to answer this; the platform is this machine's unless labels say so.
     */
    public ImageQuery query() {
      Labels platform = Labels.NONE;
      for (Label label : Platform.current()) {
        if (labels.get(label.name()).isEmpty()) {
          platform = platform.with(label.name(), label.value());
        }
      }
      return new ImageQuery(name, labels, platform);
    }

    @Override
    public String toString() {
      if (labels.list().stream().anyMatch(label -> !PLAIN.matcher(label.value()).matches())) {
        return labels.list().stream()
            .map(l -> l.name() + "=" + URLEncoder.encode(l.value(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", "appc:" + name + "?", ""));
      }
      StringBuilder text = new StringBuilder(name.value());
      labels.version().ifPresent(version -> text.append(':').append(version));
      for (Label label : labels) {
        if (!label.name().equals(Labels.VERSION)) {
          text.append(',').append(label);
        }
      }
      return text.toString();
    }
  }

  /**
   * An image by its ID, wherever it came from.
   *
   * @param id the image's ID
   */
  record ById(ImageId id) implements ImageReference {
    @Override
    public String toString() {
      return id.toString();
    }
  }

  /**
   * An image in a file of this machine.
   *
   * @param path absolute or relative to the process
   */
  record ByPath(Path path) implements ImageReference {
    @Override
    public String toString() {
      String text = path.toString();
      boolean marked = path.isAbsolute() || text.startsWith("./") || text.startsWith("../");
      return marked ? text : "./" + text;
    }
  }

  /**
   * A Docker or OCI image, in skopeo's notation.
   *
   * @param source {@code docker://…}, {@code docker-archive:…}, {@code oci:…} or {@code
   *     oci-archive:…}
   */
  record Converted(String source) implements ImageReference {
    @Override
    public String toString() {
      return source;
    }
  }

  /**
   * An image at a URL.
   *
   * @param url with scheme {@code http} or {@code https}
   */
  record ByUrl(URI url) implements ImageReference {
    @Override
    public String toString() {
      return url.toString();
    }
  }
}
