package io.mesosappc.containerizer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.InvalidReferenceException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Label;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.ImageInfo;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How people name images of the store, and how those are shown to them. */
final class StoredImages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHORT_ID = ImageId.PREFIX.length() + 12;
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private StoredImages() {}

  /**
   * The one image that an ID, the beginning of one, or a name with or without labels speaks of, for
   * whatever platform it is.
   *
   * @throws CommandException when there is none, or more than one
   */
  static StoredImage find(ImageStore store, String text) throws CommandException, IOException {
    List<StoredImage> found =
        text.startsWith(ImageId.PREFIX) ? store.findByPrefix(text) : named(store, text);
    if (found.size() > 1) {
      StringBuilder message = new StringBuilder("\"" + text + "\" speaks of several images:");
      found.forEach(image -> message.append("\n  " + image.id() + "  " + name(image)));
      throw new CommandException(
          message + "\nwrite more of the ID, or the labels: NAME:VERSION,LABEL=VALUE");
    }
    // What the list has may be damaged; then the store moves it aside here.
    Optional<StoredImage> sound =
        found.isEmpty() ? Optional.empty() : store.find(found.get(0).id());
    return sound.orElseThrow(() -> none(text));
  }

  private static List<StoredImage> named(ImageStore store, String text)
      throws CommandException, IOException {
    try {
      if (ImageReference.parse(text) instanceof ImageReference.ByName named) {
        ImageQuery query = new ImageQuery(named.name(), named.labels(), Labels.NONE);
        return store.list().stream().filter(image -> query.matches(image.manifest())).toList();
      }
    } catch (InvalidReferenceException e) {
      throw new CommandException(String.valueOf(e.getMessage()), e);
    }
    throw new CommandException(
        "\"" + text + "\" names no image of the store; give a name, or an ID or its beginning");
  }

  private static CommandException none(String text) {
    return new CommandException(
        "the store has no image " + text + "; see mesos-appc image list, or fetch it");
  }

  static String name(StoredImage image) {
    String labels =
        image.manifest().labels().list().stream()
            .map(Label::toString)
            .collect(Collectors.joining(","));
    return image.manifest().name() + (labels.isEmpty() ? "" : "," + labels);
  }

  static String shortId(ImageId id) {
    return id.toString().substring(0, SHORT_ID);
  }

  /** Such as {@code 12.3 MB}. */
  static String bytes(long count) {
    double rest = count;
    int unit = 0;
    while (rest >= 1024 && unit < UNITS.length - 1) {
      rest /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", rest, UNITS[unit]);
  }

  static ObjectNode json(ImageInfo info) {
    ObjectNode json = JSON.createObjectNode();
    json.put("id", info.image().id().toString());
    json.put("name", info.image().manifest().name().toString());
    ObjectNode labels = json.putObject("labels");
    info.image().manifest().labels().forEach(l -> labels.put(l.name().toString(), l.value()));
    json.put("imported", info.imported().toString());
    json.put("lastUsed", info.lastUsed().toString());
    json.put("diskBytes", info.diskBytes());
    json.put("uncompressedBytes", info.uncompressedBytes());
    json.put("entries", info.entries());
    ObjectNode facts = json.putObject("facts");
    info.facts().forEach(facts::put);
    json.put("skippedSpecialFiles", info.skippedSpecialFiles());
    json.put("skippedAttributes", info.skippedAttributes());
    info.users().forEach(json.putArray("users")::add);
    json.put("rootfs", info.image().rootfs().toString());
    return json;
  }

  static ObjectNode json(ImageReference asked, ProvisionedImage image) {
    ObjectNode json = JSON.createObjectNode();
    json.put("reference", asked.toString());
    json.put("id", image.id().toString());
    json.put("name", image.manifest().name().toString());
    ArrayNode images = json.putArray("images");
    image.images().stream().sorted().forEach(id -> images.add(id.toString()));
    image.notices().forEach(json.putArray("notices")::add);
    return json;
  }

  static JsonNode manifest(StoredImage image) throws JsonProcessingException {
    return JSON.readTree(image.manifest().toJson());
  }

  static String pretty(JsonNode json) {
    return json.toPrettyString();
  }

  static ObjectMapper mapper() {
    return JSON;
  }
}
