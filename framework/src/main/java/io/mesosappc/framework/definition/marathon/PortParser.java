package io.mesosappc.framework.definition.marathon;

import io.mesosappc.framework.definition.PortDefinition;
import io.mesosappc.framework.definition.Ports;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Parses {@code portDefinitions}, its old form {@code ports}, and {@code requirePorts}. */
final class PortParser {
  private PortParser() {}

  static Ports parse(Field app) {
    Field definitions = app.child("portDefinitions");
    Field ports = app.child("ports");
    boolean required = app.child("requirePorts").flag(false);
    if (definitions.present() && ports.present()) {
      ports.problem(
          "ports is the old form of portDefinitions; both are given",
          "move all to \"portDefinitions\"");
    }
    List<PortDefinition> parsed = new ArrayList<>();
    for (Field entry : definitions.elements()) {
      if (entry.mustBeObject()) {
        parsed.add(
            new PortDefinition(
                entry.child("port").integer(0, 0, 65535),
                protocols(entry.child("protocol")),
                entry.child("name").text().filter(name -> !name.isEmpty()),
                entry.child("labels").textMap()));
      }
    }
    for (Field entry : ports.elements()) {
      int port = entry.integer(0, 0, 65535);
      parsed.add(new PortDefinition(port, List.of("tcp"), Optional.empty(), Map.of()));
    }
    if (!definitions.present() && !ports.present()) {
      parsed.add(PortDefinition.ANY);
    }
    checkUnique(definitions.present() ? definitions : ports, parsed);
    return new Ports(parsed, required);
  }

  private static List<String> protocols(Field field) {
    String text = field.text().orElse("tcp").toLowerCase(Locale.ROOT);
    return switch (text) {
      case "tcp" -> List.of("tcp");
      case "udp" -> List.of("udp");
      case "tcp,udp", "udp,tcp" -> List.of("udp", "tcp");
      default -> {
        field.problem("must be tcp, udp or \"udp,tcp\"", "use one of these");
        yield List.of("tcp");
      }
    };
  }

  private static void checkUnique(Field field, List<PortDefinition> ports) {
    Set<Integer> numbers = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (PortDefinition port : ports) {
      if (port.port() != 0 && !numbers.add(port.port())) {
        field.problem("port " + port.port() + " is given twice", "remove one");
      }
      if (port.name().isPresent() && !names.add(port.name().get())) {
        field.problem("name " + port.name().get() + " is given twice", "rename one");
      }
    }
  }
}
