package io.mesosappc.appc.docker;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * An image found in its source.
 *
 * @param contents what it consists of
 * @param name what its source calls it, for the App Container image's name; may be any text
 * @param tag its version's name, if it has one
 * @param facts annotations about where it comes from, by name
 * @param source is needed while layers are read, and closed after
 */
record SourceImage(
    ImageContents contents,
    String name,
    Optional<String> tag,
    Map<String, String> facts,
    Closeable source)
    implements Closeable {

  @Override
  public void close() throws IOException {
    source.close();
  }
}
