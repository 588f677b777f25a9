package io.mesosappc.appc.docker;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.AcName;
import io.mesosappc.appc.schema.Annotation;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.EnvironmentVariable;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.MountPoint;
import io.mesosappc.appc.schema.Port;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Translates an image configuration (OCI image-spec config.md, and Docker's further fields) into an
 * image manifest. What a manifest cannot hold is left out, and noted.
 */
final class ConfigTranslation {
  /** Annotations whose values the specification restricts (spec aci.md, annotations). */
  private static final Set<String> SPECIFIED =
      Set.of("created", "authors", "homepage", "documentation");

  private static final Set<String> DROPPED =
      Set.of(
          "Hostname",
          "Domainname",
          "AttachStdin",
          "AttachStdout",
          "AttachStderr",
          "Tty",
          "OpenStdin",
          "StdinOnce",
          "OnBuild",
          "NetworkDisabled",
          "MacAddress",
          "Memory",
          "MemorySwap",
          "CpuShares",
          "StopTimeout");

  private static final int LARGEST_PORT = 65535;

  private final SourceImage source;
  private final UserDatabase users;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> annotations;
  private final Map<String, String> userLabels = new TreeMap<>();

  ConfigTranslation(SourceImage source, UserDatabase users) {
    this.source = source;
    this.users = users;
    this.annotations = new TreeMap<>(source.facts());
  }

  /** What was left out or changed, in sentences. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Translates.
   *
   * @param name the image's name, if it is not to be made from the source's
   * @throws DockerException when the configuration is not valid, or for a system that no App
   *     Container image can be for
   */
  ImageManifest manifest(Optional<AcIdentifier> name) throws DockerException {
    Document config = source.contents().config();
    annotations.put(Facts.IMAGE_ID, source.contents().configDigest().hex());
    source
        .contents()
        .manifestDigest()
        .ifPresent(d -> annotations.put(Facts.MANIFEST_HASH, d.toString()));
    created(config.text("created"));
    if (!config.text("author").isEmpty()) {
      annotations.put("authors", config.text("author"));
    }
    Optional<Document> run = config.field("config");
    App app = app(run.isPresent() ? run.get() : Document.empty("config"));
    List<Annotation> list = new ArrayList<>();
    annotations.forEach((key, value) -> list.add(new Annotation(AcIdentifier.parse(key), value)));
    ImageManifest plain = ImageManifest.of(name.orElseGet(this::name), labels(), Optional.of(app));
    return new ImageManifest(
        plain.acKind(),
        plain.acVersion(),
        plain.name(),
        plain.labels(),
        plain.app(),
        plain.dependencies(),
        plain.pathWhitelist(),
        list,
        plain.unknownFields());
  }

  private AcIdentifier name() {
    String name = AcText.identifier(source.name());
    if (!name.equals(source.name())) {
      notes.add("the name \"" + Shown.text(source.name()) + "\" became \"" + name + "\"");
    }
    return AcIdentifier.parse(name);
  }

  private Labels labels() throws DockerException {
    Platform platform = ImagePlatform.of(source.contents());
    Labels labels = Labels.NONE;
    if (source.tag().isPresent()) {
      labels = labels.with(Labels.VERSION, source.tag().get());
    }
    try {
      for (var label : platform.labels().requireKnownPlatform()) {
        labels = labels.with(label.name(), label.value());
      }
    } catch (IllegalArgumentException e) {
      throw new DockerException(
          DockerException.Kind.INVALID,
          "the image is for " + platform + ", which the App Container specification does not know",
          e);
    }
    if (labels.get(Labels.ARCH).isEmpty() && !platform.architecture().isEmpty()) {
      notes.add(
          "the specification has no word for the architecture \""
              + Shown.text(platform.architecture())
              + "\": the label arch is left out");
    }
    return labels;
  }

  private void created(String time) {
    if (time.isEmpty()) {
      return;
    }
    try {
      OffsetDateTime.parse(time, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      annotations.put("created", time);
    } catch (DateTimeParseException e) {
      notes.add("the creation date \"" + Shown.text(time) + "\" is no date (RFC 3339): left out");
    }
  }

  private App app(Document config) throws DockerException {
    List<String> exec = new ArrayList<>(command(config, "Entrypoint", Facts.ENTRYPOINT));
    exec.addAll(command(config, "Cmd", Facts.CMD));
    if (exec.isEmpty()) {
      notes.add("the image names no command: whoever runs it must give one");
    }
    keepLabels(config);
    keepText(config, "StopSignal", Facts.STOP_SIGNAL);
    keepJson(config, "Healthcheck", Facts.HEALTH_CHECK);
    keepJson(config, "Shell", Facts.SHELL);
    for (String field : new TreeSet<>(DROPPED)) {
      if (config.field(field).filter(Document::isSet).isPresent()) {
        notes.add(field + " has no counterpart in an image manifest: left out");
      }
    }
    String user = config.text("User");
    int colon = user.indexOf(':');
    String name = colon < 0 ? user : user.substring(0, colon);
    String runsAs = name.isEmpty() ? "0" : name;
    String group = colon < 0 ? "" : user.substring(colon + 1);
    try {
      return new App(
          exec,
          runsAs,
          group.isEmpty() ? users.groupOf(runsAs).orElse("0") : group,
          // As docker does: a group that was given replaces all others.
          group.isEmpty() ? users.furtherGroups(runsAs) : List.of(),
          workingDirectory(config),
          environment(config),
          List.of(),
          mountPoints(config),
          ports(config),
          List.of(),
          Map.of(),
          userLabels,
          Map.of());
    } catch (IllegalArgumentException e) {
      throw new DockerException(
          DockerException.Kind.INVALID, "the image's configuration: " + e.getMessage(), e);
    }
  }

  private List<String> command(Document config, String field, String fact) throws DockerException {
    List<String> command = config.texts(field);
    if (!command.isEmpty()) {
      annotations.put(fact, config.required(field).json());
    }
    return command;
  }

  private void keepText(Document config, String field, String fact) throws DockerException {
    if (!config.text(field).isEmpty()) {
      annotations.put(fact, config.text(field));
    }
  }

  private void keepJson(Document config, String field, String fact) throws DockerException {
    config.field(field).filter(Document::isSet).ifPresent(v -> annotations.put(fact, v.json()));
  }

  /** To annotations where the name can be one, else to the app's user labels. */
  private void keepLabels(Document config) throws DockerException {
    for (Map.Entry<String, Document> label : config.fields("Labels").entrySet()) {
      String key = label.getKey();
      boolean free = !SPECIFIED.contains(key) && !key.startsWith("appc.io/");
      if (AcText.isIdentifier(key) && free) {
        annotations.put(key, label.getValue().text());
      } else {
        userLabels.put(key, label.getValue().text());
      }
    }
  }

  private Optional<String> workingDirectory(Document config) throws DockerException {
    String directory = config.text("WorkingDir");
    if (directory.isEmpty() || directory.startsWith("/")) {
      return Optional.of(directory).filter(d -> !d.isEmpty());
    }
    notes.add("the working directory \"" + Shown.text(directory) + "\" is taken from the root on");
    return Optional.of("/" + directory);
  }

  private List<EnvironmentVariable> environment(Document config) throws DockerException {
    Map<String, EnvironmentVariable> variables = new LinkedHashMap<>();
    for (String text : config.texts("Env")) {
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      try {
        String value = equals < 0 ? "" : text.substring(equals + 1);
        variables.put(name, new EnvironmentVariable(name, value));
      } catch (IllegalArgumentException e) {
        notes.add(e.getMessage() + ": the variable is left out");
      }
    }
    return List.copyOf(variables.values());
  }

  private List<MountPoint> mountPoints(Document config) throws DockerException {
    Set<String> names = new TreeSet<>();
    List<MountPoint> points = new ArrayList<>();
    for (String path : new TreeSet<>(config.fields("Volumes").keySet())) {
      if (!path.startsWith("/")) {
        notes.add("the volume \"" + Shown.text(path) + "\" is not an absolute path: left out");
        continue;
      }
      String stem = AcText.name("volume-" + path);
      String name = stem;
      for (int number = 2; !names.add(name); number++) {
        name = stem + "-" + number;
      }
      points.add(new MountPoint(AcName.parse(name), path, false));
    }
    return points;
  }

  private List<Port> ports(Document config) throws DockerException {
    Map<String, Port> ports = new TreeMap<>();
    for (String text : new TreeSet<>(config.fields("ExposedPorts").keySet())) {
      int slash = text.indexOf('/');
      String numbers = slash < 0 ? text : text.substring(0, slash);
      String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
      int dash = numbers.indexOf('-');
      int first = port(dash < 0 ? numbers : numbers.substring(0, dash));
      int last = dash < 0 ? first : port(numbers.substring(dash + 1));
      if (first < 1 || last < first || !protocol.matches("tcp|udp|sctp")) {
        notes.add("the port \"" + Shown.text(text) + "\" is not PORT[-PORT][/PROTOCOL]: left out");
        continue;
      }
      String name = numbers + "-" + protocol;
      ports.put(
          String.format("%05d %s", first, name),
          new Port(AcName.parse(name), protocol, first, last - first + 1, false));
    }
    return List.copyOf(ports.values());
  }

  /** 0 when the text is no port. */
  private static int port(String text) {
    int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    return number <= LARGEST_PORT ? number : 0;
  }
}
