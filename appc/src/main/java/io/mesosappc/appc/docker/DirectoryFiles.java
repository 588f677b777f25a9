package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a layout directory. */
record DirectoryFiles(Path directory) implements LayoutFiles {

  @Override
  public InputStream open(String path) throws IOException {
    Path file = directory;
    for (String part : path.split("/", -1)) {
      file = file.resolve(part);
    }
    if (!Files.isRegularFile(file)) {
      throw new DockerException(
          Kind.NOT_FOUND, "there is no file " + path + " in " + directory + "; is it a layout?");
    }
    return Files.newInputStream(file);
  }

  @Override
  public String name() {
    return directory.toString();
  }
}
