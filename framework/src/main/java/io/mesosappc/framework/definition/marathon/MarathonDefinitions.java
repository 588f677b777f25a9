package io.mesosappc.framework.definition.marathon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.AppDefinitions;
import io.mesosappc.framework.definition.DefinitionProblem;
import io.mesosappc.framework.definition.InvalidDefinitionException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads Marathon app definitions: a file holds one app, an array of apps, or a group with {@code
 * apps} and {@code groups}. Schema: Marathon 1.3 to 1.11, with {@code container.appc} of 1.3 to
 * 1.8.
 *
 * <p>As in Marathon, unknown fields are ignored and names of enumerations match in any case.
 */
public final class MarathonDefinitions {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Findings findings = new Findings();
  private final List<AppDefinition> apps = new ArrayList<>();

  private MarathonDefinitions() {}

  /**
   * Reads all files.
   *
   * @throws InvalidDefinitionException with every problem of every file
   */
  public static AppDefinitions read(List<Path> files) throws InvalidDefinitionException {
    MarathonDefinitions reading = new MarathonDefinitions();
    for (Path file : files) {
      reading.readFile(file);
    }
    return reading.finish();
  }

  /**
   * Reads one document.
   *
   * @param name what problems call it
   * @throws InvalidDefinitionException with every problem
   */
  public static AppDefinitions parse(String name, String json) throws InvalidDefinitionException {
    MarathonDefinitions reading = new MarathonDefinitions();
    reading.readText(name, json);
    return reading.finish();
  }

  private void readFile(Path file) {
    try {
      readText(file.toString(), Files.readString(file));
    } catch (NoSuchFileException e) {
      fileProblem(file, "there is no such file", "check the path");
    } catch (MalformedInputException e) {
      fileProblem(file, "is not UTF-8", "save it as UTF-8");
    } catch (IOException e) {
      fileProblem(file, "cannot be read (" + e + ")", "check its permissions");
    }
  }

  private void fileProblem(Path file, String rule, String cure) {
    findings.problem(new DefinitionProblem(file.toString(), "$", "(file)", rule, cure));
  }

  private void readText(String name, String json) {
    JsonNode document;
    try {
      document = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      String place = "line " + e.getLocation().getLineNr();
      findings.problem(
          new DefinitionProblem(
              name, "$", place, "is not JSON: " + e.getOriginalMessage(), "correct the syntax"));
      return;
    }
    Field root = new Field(findings, name, "$", document);
    if (root.isArray()) {
      root.elements().forEach(element -> readAppOrGroup(element, "/"));
    } else if (root.mustBeObject()) {
      readAppOrGroup(root, "/");
    }
  }

  private void readAppOrGroup(Field field, String parent) {
    if (!field.mustBeObject()) {
      return;
    }
    if (field.child("apps").present() || field.child("groups").present()) {
      readGroup(field, parent);
    } else if (field.child("containers").present()) {
      field
          .child("containers")
          .problem("pods are not supported yet", "write one app for each container");
    } else {
      new AppParser(field, parent).parse().ifPresent(apps::add);
    }
  }

  private void readGroup(Field group, String parent) {
    if (group.child("pods").meaningful()) {
      group.child("pods").problem("pods are not supported yet", "write apps instead");
    }
    if (group.child("dependencies").meaningful()) {
      group.child("dependencies").warning("is not acted on yet", "apps start in any order");
    }
    String id =
        group.child("id").present()
            ? PathId.read(group.child("id"), parent).orElse(parent)
            : parent;
    group.child("apps").elements().forEach(app -> readAppOrGroup(app, id));
    group.child("groups").elements().forEach(inner -> readAppOrGroup(inner, id));
  }

  private AppDefinitions finish() throws InvalidDefinitionException {
    Set<String> seen = new HashSet<>();
    for (AppDefinition app : apps) {
      if (!seen.add(app.id())) {
        findings.problem(
            new DefinitionProblem(
                "all files", "id", app.id(), "is defined twice", "give each app its own id"));
      }
    }
    if (!findings.problems().isEmpty()) {
      throw new InvalidDefinitionException(findings.problems());
    }
    return new AppDefinitions(apps, findings.warnings());
  }
}
