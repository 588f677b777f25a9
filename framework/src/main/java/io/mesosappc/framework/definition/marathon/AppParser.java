package io.mesosappc.framework.definition.marathon;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.Backoff;
import io.mesosappc.framework.definition.Command;
import io.mesosappc.framework.definition.Container;
import io.mesosappc.framework.definition.Fetch;
import io.mesosappc.framework.definition.Program;
import io.mesosappc.framework.definition.Resources;
import io.mesosappc.framework.definition.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses one app. Goes on after a problem, so that all of them are found in one reading. */
final class AppParser {
  private static final int LONGEST_URI = 1024;
  private static final Pattern ARCHIVE =
      Pattern.compile(".*\\.(tgz|tar\\.gz|tbz2|tar\\.bz2|txz|tar\\.xz|zip|tar)");

  private final Field app;
  private final String parent;

  AppParser(Field app, String parent) {
    this.app = app;
    this.parent = parent;
  }

  /** Returns the definition; empty, or not to be used, when a problem was noted. */
  Optional<AppDefinition> parse() {
    Optional<String> id = PathId.read(app.child("id"), parent);
    if (id.isPresent() && id.get().equals("/")) {
      app.child("id").problem("names the root group", "name the app, for example \"/hello\"");
      id = Optional.empty();
    }
    UnsupportedFields.check(app);
    Field containerField = app.child("container");
    Optional<Container> container = ContainerParser.parse(containerField);
    // Also when that image is refused: a second complaint, about cmd, would mislead.
    boolean image =
        containerField.child("appc").present() || containerField.child("docker").present();
    Program program =
        new Program(command(image), app.child("user").text(), environment(), fetches());
    Resources resources =
        new Resources(
            app.child("cpus").number(1, 0.001, Integer.MAX_VALUE),
            app.child("mem").number(128, 0, Integer.MAX_VALUE),
            app.child("disk").number(0, 0, Integer.MAX_VALUE));
    var ports = PortParser.parse(app);
    Scaling scaling = scaling();
    Map<String, String> labels = app.child("labels").textMap();
    return id.map(
        path -> new AppDefinition(path, program, resources, ports, container, scaling, labels));
  }

  private Command command(boolean image) {
    Field cmd = app.child("cmd");
    Field args = app.child("args");
    Optional<String> line = cmd.text().filter(text -> !text.isEmpty());
    List<String> values = args.texts();
    if (line.isPresent() && !values.isEmpty()) {
      args.problem("cmd and args exclude each other", "remove one of them");
    }
    if (line.isPresent()) {
      return new Command.Shell(line.get());
    }
    if (!values.isEmpty()) {
      return new Command.Arguments(values);
    }
    if (!image) {
      app.child("cmd")
          .problem(
              "an app without an image needs cmd or args",
              "add \"cmd\", or \"container\" with \"appc\"");
    }
    return new Command.ImageExec();
  }

  private Map<String, String> environment() {
    return app.child("env")
        .textMap(
            value -> {
              if (value.isObject()) {
                value.problem("secrets are not supported yet", "write a plain string");
              }
              return value.isObject();
            });
  }

  private List<Fetch> fetches() {
    Field fetch = app.child("fetch");
    Field uris = app.child("uris");
    if (fetch.present() && uris.present()) {
      uris.problem("uris is the old form of fetch; both are given", "move all to \"fetch\"");
    }
    List<Fetch> fetches = new ArrayList<>();
    for (Field entry : fetch.elements()) {
      if (entry.mustBeObject()) {
        Field uri = entry.child("uri");
        String value = uri.requiredText("name what to fetch").orElse("");
        if (value.length() > LONGEST_URI) {
          uri.problem("has more than " + LONGEST_URI + " characters", "use a shorter URI");
        }
        fetches.add(
            new Fetch(
                value,
                entry.child("extract").flag(true),
                entry.child("executable").flag(false),
                entry.child("cache").flag(false),
                entry.child("destPath").text()));
      }
    }
    for (String uri : uris.texts()) {
      boolean extract = ARCHIVE.matcher(uri).matches();
      fetches.add(new Fetch(uri, extract, false, false, Optional.empty()));
    }
    return fetches;
  }

  private Scaling scaling() {
    Backoff backoff =
        new Backoff(
            seconds(app.child("backoffSeconds"), Backoff.MARATHON.initial()),
            app.child("backoffFactor").number(Backoff.MARATHON.factor(), 1, 1000),
            seconds(app.child("maxLaunchDelaySeconds"), Backoff.MARATHON.max()));
    Field grace = app.child("taskKillGracePeriodSeconds");
    Optional<Duration> killGrace =
        grace.present() ? Optional.of(seconds(grace, Duration.ZERO)) : Optional.empty();
    Field roles = app.child("acceptedResourceRoles");
    List<String> accepted = roles.texts();
    if (roles.isArray() && accepted.isEmpty()) {
      roles.problem("must name at least one role", "add \"*\", or remove the field");
    }
    return new Scaling(
        app.child("instances").integer(1, 0, Integer.MAX_VALUE),
        backoff,
        killGrace,
        ConstraintParser.parse(app.child("constraints")),
        new HashSet<>(accepted));
  }

  /** Reads seconds, with fractions, as a duration. The longest is a year. */
  private static Duration seconds(Field field, Duration otherwise) {
    double seconds = field.number(otherwise.toMillis() / 1000.0, 0, 31_536_000);
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
