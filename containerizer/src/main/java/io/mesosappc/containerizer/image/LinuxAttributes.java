package io.mesosappc.containerizer.image;

import io.mesosappc.appc.image.AttributeSource;
import io.mesosappc.isolators.syscall.ErrnoException;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The extended attributes of files as Linux has them (man 7 xattr). */
public record LinuxAttributes(Syscalls sys) implements AttributeSource {

  @Override
  public Map<String, byte[]> attributes(Path path) throws IOException {
    try {
      return sys.xattrs(path.toString());
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
