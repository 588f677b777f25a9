package io.mesosappc.appc.discovery;

import io.mesosappc.appc.schema.AcVersion;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.Labels;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory that mirrors what simple discovery would find on the web: {@code
 * NAME-VERSION-OS-ARCH.aci}, with a directory for each element of the name, and the signature
 * beside it as {@code .aci.asc}. Files are found by their names alone.
 */
final class MirrorDirectory {
  private final Path root;

  MirrorDirectory(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /**
   * The files for a query. Without a version asked for it is the one called {@code latest}, then
   * the others from the newest on.
   *
   * @throws IOException when the directory cannot be read
   */
  List<Candidate> find(ImageQuery query) throws IOException {
    Map<String, String> values = TemplateValues.of(query);
    String version = values.getOrDefault(Labels.VERSION.value(), "");
    String platform =
        "-"
            + values.getOrDefault(Labels.OS.value(), "")
            + "-"
            + values.getOrDefault(Labels.ARCH.value(), "")
            + "."
            + TemplateValues.IMAGE;
    if (!isPlain(version) || !isPlain(platform)) {
      return List.of();
    }
    Path directory = root;
    String[] elements = query.name().value().split("/", -1);
    for (int i = 0; i < elements.length - 1; i++) {
      directory = directory.resolve(elements[i]);
    }
    String base = elements[elements.length - 1] + "-";
    List<Path> files = new ArrayList<>();
    Path exact = directory.resolve(base + version + platform);
    if (Files.isRegularFile(exact)) {
      files.add(exact);
    }
    if (query.labels().version().isEmpty()) {
      files.addAll(versions(directory, base, platform));
    }
    return files.stream().map(this::candidate).toList();
  }

  private static List<Path> versions(Path directory, String base, String platform)
      throws IOException {
    List<Versioned> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(base)
            && name.endsWith(platform)
            && name.length() > base.length() + platform.length()
            && Files.isRegularFile(file)) {
          // What is no version is the rest of a longer name: app-tools-1.0.0 is no image of app.
          Optional<AcVersion> version =
              AcVersion.tryParse(name.substring(base.length(), name.length() - platform.length()));
          version.ifPresent(v -> found.add(new Versioned(v, file)));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    found.sort(Comparator.comparing(Versioned::version).reversed());
    return found.stream().map(Versioned::file).toList();
  }

  private Candidate candidate(Path file) {
    String name = String.valueOf(file.getFileName());
    Path signature = file.resolveSibling(name + ".asc");
    return new Candidate(
        file.toUri(),
        signature.toUri(),
        new Candidate.Rule(
            SearchPlace.LOCAL,
            root.toString(),
            root.relativize(file).toString().replace('\\', '/')));
  }

  /** Labels come from whoever asks: none may lead out of the directory. */
  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }

  private record Versioned(AcVersion version, Path file) {}
}
