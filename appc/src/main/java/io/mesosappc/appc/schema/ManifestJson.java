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
    putAnnotations(json, manifest.annotations());
    manifest.unknownFields().forEach(json::set);
    return json.toString();
  }

  static String write(PodManifest manifest) {
    ObjectNode json = NODES.objectNode();
    json.put("acVersion", manifest.acVersion().toString());
    json.put("acKind", PodManifest.KIND);
    ArrayNode apps = json.putArray("apps");
    manifest.apps().forEach(app -> apps.add(runtimeApp(app)));
    if (!manifest.volumes().isEmpty()) {
      ArrayNode volumes = json.putArray("volumes");
      manifest.volumes().forEach(volume -> volumes.add(volume(volume)));
    }
    putIsolators(json, manifest.isolators());
    putAnnotations(json, manifest.annotations());
    if (!manifest.ports().isEmpty()) {
      ArrayNode ports = json.putArray("ports");
      manifest.ports().forEach(port -> ports.add(exposedPort(port)));
    }
    putMap(json, "userAnnotations", manifest.userAnnotations());
    putMap(json, "userLabels", manifest.userLabels());
    manifest.unknownFields().forEach(json::set);
    return json.toString();
  }

  private static ObjectNode runtimeApp(RuntimeApp app) {
    ObjectNode json = NODES.objectNode();
    json.put("name", app.name().value());
    ObjectNode image = json.putObject("image");
    app.image().name().ifPresent(name -> image.put("name", name.value()));
    image.put("id", app.image().id().toString());
    if (!app.image().labels().isEmpty()) {
      image.set("labels", labels(app.image().labels()));
    }
    app.image().unknownFields().forEach(image::set);
    app.app().ifPresent(override -> json.set("app", app(override)));
    if (app.readOnlyRootFs()) {
      json.put("readOnlyRootFS", true);
    }
    if (!app.mounts().isEmpty()) {
      ArrayNode mounts = json.putArray("mounts");
      for (Mount mount : app.mounts()) {
        ObjectNode one = mounts.addObject();
        one.put("volume", mount.volume().value()).put("path", mount.path());
        mount.appVolume().ifPresent(volume -> one.set("appVolume", volume(volume)));
        mount.unknownFields().forEach(one::set);
      }
    }
    putAnnotations(json, app.annotations());
    app.unknownFields().forEach(json::set);
    return json;
  }

  private static ObjectNode volume(Volume volume) {
    ObjectNode json = NODES.objectNode();
    json.put("name", volume.name().value());
    json.put("readOnly", volume.readOnly());
    if (volume instanceof Volume.Host host) {
      json.put("kind", "host").put("source", host.source());
      host.recursive().ifPresent(recursive -> json.put("recursive", recursive));
    } else if (volume instanceof Volume.Empty empty) {
      json.put("kind", "empty").put("mode", empty.modeText());
      json.put("uid", empty.uid()).put("gid", empty.gid());
    }
    volume.unknownFields().forEach(json::set);
    return json;
  }

  private static ObjectNode exposedPort(ExposedPort port) {
    ObjectNode json = NODES.objectNode();
    json.put("name", port.name().value()).put("hostPort", port.hostPort());
    port.hostIp().ifPresent(address -> json.put("hostIP", address));
    port.podPort().ifPresent(inner -> json.set("podPort", port(inner)));
    port.unknownFields().forEach(json::set);
    return json;
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
    putIsolators(json, app.isolators());
    if (!app.mountPoints().isEmpty()) {
      ArrayNode points = json.putArray("mountPoints");
      for (MountPoint point : app.mountPoints()) {
        ObjectNode one = points.addObject();
        one.put("name", point.name().value());
        one.put("path", point.path());
        one.put("readOnly", point.readOnly());
        point.unknownFields().forEach(one::set);
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
    ports.forEach(port -> array.add(port(port)));
  }

  private static ObjectNode port(Port port) {
    ObjectNode json = NODES.objectNode();
    json.put("name", port.name().value());
    json.put("protocol", port.protocol());
    json.put("port", port.port());
    json.put("count", port.count());
    json.put("socketActivated", port.socketActivated());
    port.unknownFields().forEach(json::set);
    return json;
  }

  private static void putIsolators(ObjectNode json, List<Isolator> isolators) {
    if (!isolators.isEmpty()) {
      ArrayNode array = json.putArray("isolators");
      for (Isolator isolator : isolators) {
        array.addObject().put("name", isolator.name().value()).set("value", isolator.value());
      }
    }
  }

  private static void putAnnotations(ObjectNode json, List<Annotation> annotations) {
    if (!annotations.isEmpty()) {
      ArrayNode array = json.putArray("annotations");
      annotations.forEach(a -> array.add(pair(a.name().value(), a.value())));
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
    dependency.unknownFields().forEach(json::set);
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
