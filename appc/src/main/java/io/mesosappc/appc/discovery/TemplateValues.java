package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Label;
import io.mesosappc.appc.schema.Labels;
import java.util.HashMap;
import java.util.Map;

/** The values of a template's variables: the name, the asked labels, and what they default to. */
final class TemplateValues {
  /** The variable that tells image and signature apart. */
  static final String EXT = "ext";

  /** {@link #EXT} of an image. */
  static final String IMAGE = "aci";

  /** {@link #EXT} of a signature. */
  static final String SIGNATURE = "aci.asc";

  /**
   * The version when none is asked for. The specification leaves it open; its own discovery code
   * and rkt use this word (schema's {@code discovery} package of 0.8).
   */
  static final String LATEST = "latest";

  private TemplateValues() {}

  /** All but {@link #EXT}. */
  static Map<String, String> of(ImageQuery query) {
    Map<String, String> values = new HashMap<>();
    values.put(Labels.VERSION.value(), LATEST);
    for (Label label : Platform.current()) {
      values.put(label.name().value(), label.value());
    }
    for (Label label : query.platform()) {
      values.put(label.name().value(), label.value());
    }
    for (Label label : query.labels()) {
      values.put(label.name().value(), label.value());
    }
    values.put(UriTemplate.NAME, query.name().value());
    values.remove(EXT);
    return values;
  }

  /** The values with an {@link #EXT}. */
  static Map<String, String> with(Map<String, String> values, String ext) {
    Map<String, String> more = new HashMap<>(values);
    more.put(EXT, ext);
    return more;
  }
}
