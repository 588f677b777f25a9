package io.mesosappc.appc.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Writes manifests: every field at its place in the specification, so that equal manifests print
 * alike.
 */
final class ManifestJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ManifestJson() {}

  static String write(ImageManifest manifest) {
    ObjectNode json = NODES.objectNode();
    json.put("acKind", manifest.acKind());
    json.put("acVersion", manifest.acVersion().toString());
    json.put("name", manifest.name().value());
    if (!manifest.labels().isEmpty()) {
      json.set("labels", labels(manifest.labels()));
    }
    manifest.app().ifPresent(app -> json.set("app", app(app)));
    if (!manifest.dependencies().isEmpty()) {
      ArrayNode dependencies = json.putArray("dependencies");
      manifest.dependencies().forEach(d -> dependencies.add(dependency(d)));
    }
    putTexts(json, "pathWhitelist", manifest.pathWhitelist());
    if (!manifest.annotations().isEmpty()) {
      ArrayNode annotations = json.putArray("annotations");
      manifest.annotations().forEach(a -> annotations.add(pair(a.name().value(), a.value())));
    }
    manifest.unknownFields().forEach(json::set);
    return json.toString();
  }

  private static ObjectNode app(App app) {
    ObjectNode json = NODES.objectNode();
    putTexts(json, "exec", app.exec());
    json.put("user", app.user());
    json.put("group", app.group());
    if (!app.supplementaryGids().isEmpty()) {
      ArrayNode gids = json.putArray("supplementaryGIDs");
      app.supplementaryGids().forEach(gids::add);
    }
    if (!app.eventHandlers().isEmpty()) {
      ArrayNode handlers = json.putArray("eventHandlers");
      for (EventHandler handler : app.eventHandlers()) {
        ObjectNode one = handlers.addObject();
        one.put("name", handler.event().toString());
        putTexts(one, "exec", handler.exec());
      }
    }
    app.workingDirectory().ifPresent(directory -> json.put("workingDirectory", directory));
    if (!app.environment().isEmpty()) {
      ArrayNode environment = json.putArray("environment");
      app.environment().forEach(v -> environment.add(pair(v.name(), v.value())));
    }
    if (!app.isolators().isEmpty()) {
      ArrayNode isolators = json.putArray("isolators");
      for (Isolator isolator : app.isolators()) {
        isolators.addObject().put("name", isolator.name().value()).set("value", isolator.value());
      }
    }
    if (!app.mountPoints().isEmpty()) {
      ArrayNode points = json.putArray("mountPoints");
      for (MountPoint point : app.mountPoints()) {
        points
            .addObject()
            .put("name", point.name().value())
            .put("path", point.path())
            .put("readOnly", point.readOnly());
      }
    }
    putPorts(json, app.ports());
    putMap(json, "userAnnotations", app.userAnnotations());
    putMap(json, "userLabels", app.userLabels());
    app.unknownFields().forEach(json::set);
    return json;
  }

  private static void putPorts(ObjectNode json, List<Port> ports) {
    if (ports.isEmpty()) {
      return;
    }
    ArrayNode array = json.putArray("ports");
    for (Port port : ports) {
      array
          .addObject()
          .put("name", port.name().value())
          .put("protocol", port.protocol())
          .put("port", port.port())
          .put("count", port.count())
          .put("socketActivated", port.socketActivated());
    }
  }

  private static ObjectNode dependency(Dependency dependency) {
    ObjectNode json = NODES.objectNode();
    json.put("imageName", dependency.imageName().value());
    dependency.imageId().ifPresent(id -> json.put("imageID", id.toString()));
    if (!dependency.labels().isEmpty()) {
      json.set("labels", labels(dependency.labels()));
    }
    dependency.size().ifPresent(size -> json.put("size", size));
    return json;
  }

  private static ArrayNode labels(Labels labels) {
    ArrayNode json = NODES.arrayNode();
    labels.forEach(label -> json.add(pair(label.name().value(), label.value())));
    return json;
  }

  private static ObjectNode pair(String name, String value) {
    return NODES.objectNode().put("name", name).put("value", value);
  }

  private static void putTexts(ObjectNode json, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      ArrayNode array = json.putArray(field);
      texts.forEach(array::add);
    }
  }

  private static void putMap(ObjectNode json, String field, Map<String, String> map) {
    if (!map.isEmpty()) {
      ObjectNode object = json.putObject(field);
      map.forEach(object::put);
    }
  }
}
