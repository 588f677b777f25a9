package io.mesosappc.appc.fetch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Credentials in rkt's layout: a directory {@code auth.d} of JSON files of kind {@code auth},
 * version {@code v1} and type {@code basic} or {@code oauth} (rkt, Documentation/configuration.md).
 */
public final class RktAuthDirectory {
  private static final int LONGEST = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private RktAuthDirectory() {}

  /**
   * Reads directories; a later one overrides an earlier one host by host, as rkt's local directory
   * does with its system directory. A directory that does not exist has no credentials. Files of
   * kind {@code dockerAuth} are left to whoever talks to registries.
   *
   * @param directories such as {@code /usr/lib/rkt/auth.d}, {@code /etc/rkt/auth.d}
   * @throws IOException when a file cannot be read or is not valid, or two files of one directory
   *     speak for the same host; the message names the file and shows no secret
   */
  public static Credentials read(List<Path> directories) throws IOException {
    Credentials all = Credentials.NONE;
    for (Path directory : directories) {
      all = all.overriddenBy(readOne(directory));
    }
    return all;
  }

  private static Credentials readOne(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.json")) {
      for (Path file : found) {
        if (Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return Credentials.NONE;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    Map<String, Credential> byHost = new HashMap<>();
    for (Path file : files) {
      try {
        addFile(file, byHost);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " is no valid rkt credential: " + e.getMessage(), e);
      }
    }
    return Credentials.of(byHost);
  }

  private static void addFile(Path file, Map<String, Credential> byHost) throws IOException {
    JsonNode root = parse(file);
    String kind = text(root, "rktKind");
    String version = text(root, "rktVersion");
    if (kind.equals("dockerAuth")) {
      return;
    }
    if (!kind.equals("auth") || !version.equals("v1")) {
      throw new IllegalArgumentException(
          "its kind is " + kind + " " + version + ", known is auth v1");
    }
    Credential credential = credential(text(root, "type"), root.path("credentials"));
    if (!root.path("domains").isArray() || root.path("domains").isEmpty()) {
      throw new IllegalArgumentException("its field domains is no list of hosts");
    }
    for (JsonNode domain : root.path("domains")) {
      // Checked here, so that the message can name the file.
      Credentials one = Credentials.of(Map.of(domain.asText(), credential));
      for (String host : one.hosts()) {
        if (byHost.put(host, credential) != null) {
          throw new IllegalArgumentException(
              "host " + host + " already has a credential in this directory");
        }
      }
    }
  }

  private static Credential credential(String type, JsonNode fields) {
    return switch (type) {
      case "basic" -> new Credential.Basic(text(fields, "user"), text(fields, "password"));
      case "oauth" -> new Credential.Bearer(text(fields, "token"));
      default ->
          throw new IllegalArgumentException("its type is " + type + ", known are basic and oauth");
    };
  }

  private static JsonNode parse(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException("it is longer than " + LONGEST + " bytes");
      }
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      // Neither message nor cause of the parser: they show a piece of the file.
      String place = e.getLocation() == null ? "" : " near line " + e.getLocation().getLineNr();
      throw new IOException(file + " is no valid rkt credential: it is not JSON" + place);
    }
  }

  private static String text(JsonNode parent, String field) {
    JsonNode value = parent.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new IllegalArgumentException("its field " + field + " is missing or no text");
    }
    return value.asText();
  }
}
