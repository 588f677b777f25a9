package io.mesosappc.framework.definition.marathon;

import io.mesosappc.framework.definition.AppcImage;
import io.mesosappc.framework.definition.Container;
import io.mesosappc.framework.definition.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses {@code container}: a Mesos container, with an App Container image or without. */
final class ContainerParser {
  private static final Pattern IMAGE_ID = Pattern.compile("sha512-.+");

  /** Images that are named by where they are, not by name and labels: left as they stand. */
  private static final Pattern LOCATION = Pattern.compile("(?s)([a-z][a-z0-9+.-]*://|/|sha512-).*");

  private enum Mode {
    RO,
    RW
  }

  private ContainerParser() {}

  static Optional<Container> parse(Field container) {
    if (!container.present() || !container.mustBeObject()) {
      return Optional.empty();
    }
    Field docker = container.child("docker");
    Field appc = container.child("appc");
    if (docker.present() && appc.present()) {
      docker.problem("a container has one image; docker and appc are given", "remove docker");
    } else if (docker.present()) {
      docker.problem("Docker images are not supported yet", "use \"appc\" with an ACI");
    }
    Field type = container.child("type");
    if (!type.text().orElse("DOCKER").equalsIgnoreCase("MESOS")) {
      type.problem(
          "must be MESOS (Marathon's default is DOCKER, which is not supported)",
          "add \"type\": \"MESOS\"");
    }
    refuse(container.child("portMappings"), "container networks are not supported yet");
    refuse(container.child("linuxInfo"), "linuxInfo is not supported yet");
    Optional<AppcImage> image = appc.present() ? image(appc) : Optional.empty();
    return Optional.of(new Container(image, volumes(container.child("volumes"))));
  }

  private static void refuse(Field field, String rule) {
    if (field.meaningful()) {
      field.problem(rule, "remove it");
    }
  }

  private static Optional<AppcImage> image(Field appc) {
    if (!appc.mustBeObject()) {
      return Optional.empty();
    }
    Field field = appc.child("image");
    Optional<String> text = field.requiredText("name an ACI, for example example.com/hello:1.0.0");
    Optional<String> id = appc.child("id").text();
    if (id.isPresent() && !IMAGE_ID.matcher(id.get()).matches()) {
      appc.child("id").problem("an image ID is sha512- and its hash", "correct or remove it");
    }
    Map<String, String> labels = appc.child("labels").textMap();
    boolean force = appc.child("forcePullImage").flag(false);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String name = text.get();
    if (!LOCATION.matcher(name).matches()) {
      name = splitName(field, name, labels);
    }
    return name.isEmpty() ? Optional.empty() : Optional.of(new AppcImage(name, id, labels, force));
  }

  /** Splits {@code name:version,label=value}; adds to the labels and returns the name alone. */
  private static String splitName(Field field, String text, Map<String, String> labels) {
    String[] parts = text.split(",", -1);
    int colon = parts[0].indexOf(':');
    String name = colon < 0 ? parts[0] : parts[0].substring(0, colon);
    if (colon >= 0) {
      addLabel(field, "version", parts[0].substring(colon + 1), labels);
    }
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 1) {
        field.problem("labels follow the name as ,key=value", "correct \"" + parts[i] + "\"");
      } else {
        addLabel(field, parts[i].substring(0, equals), parts[i].substring(equals + 1), labels);
      }
    }
    if (name.isEmpty()) {
      field.problem("has no name before ':' or ','", "name an ACI");
    }
    return name;
  }

  private static void addLabel(Field field, String key, String value, Map<String, String> labels) {
    String before = labels.putIfAbsent(key, value);
    if (value.isEmpty()) {
      field.problem("label " + key + " is empty", "give it a value");
    } else if (before != null && !before.equals(value)) {
      field.problem(
          "label " + key + " is " + value + " here and " + before + " elsewhere", "give it once");
    }
  }

  private static List<Volume> volumes(Field field) {
    List<Volume> volumes = new ArrayList<>();
    for (Field entry : field.elements()) {
      if (!entry.mustBeObject()) {
        continue;
      }
      boolean refused = false;
      for (String kind : List.of("persistent", "external", "secret")) {
        if (entry.child(kind).present()) {
          entry.child(kind).problem(kind + " volumes are not supported yet", "use hostPath");
          refused = true;
        }
      }
      if (refused) {
        continue;
      }
      Optional<String> inside = entry.child("containerPath").requiredText("name the mount point");
      Optional<String> host = entry.child("hostPath").requiredText("name the agent's directory");
      Field modeField = entry.child("mode");
      if (!modeField.present()) {
        modeField.problem("is required", "write \"RO\" or \"RW\"");
      }
      Optional<Mode> mode = modeField.enumeration(Mode.class);
      if (inside.isPresent() && host.isPresent() && mode.isPresent()) {
        volumes.add(new Volume(inside.get(), host.get(), mode.get() == Mode.RO));
      }
    }
    return volumes;
  }
}
