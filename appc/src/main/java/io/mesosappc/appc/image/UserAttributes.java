package io.mesosappc.appc.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.Map;

/** Reads extended attributes through the JDK's "user" view. */
final class UserAttributes {

  private UserAttributes() {}

  static Map<String, byte[]> read(Path path) throws IOException {
    // Links have none in this name space (man 7 xattr), and the JDK would follow them.
    if (Files.isSymbolicLink(path) || !Files.getFileStore(path).supportsFileAttributeView("user")) {
      return Map.of();
    }
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    if (view == null) {
      return Map.of();
    }
    Map<String, byte[]> attributes = new HashMap<>();
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      attributes.put("user." + name, value.array());
    }
    return attributes;
  }
}
