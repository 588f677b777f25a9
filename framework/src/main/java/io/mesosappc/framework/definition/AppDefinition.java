package io.mesosappc.framework.definition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * An app: what to run, with what, how often, and how to keep it running.
 *
 * @param id absolute path of the app, {@code /group/app}
 * @param program what is run and as whom
 * @param resources what each instance needs
 * @param ports host ports of each instance
 * @param container the container, absent for a command on the agent's own files
 * @param scaling how many instances, where, and how they are restarted and stopped
 * @param labels labels of the app's tasks
 */
public record AppDefinition(
    String id,
    Program program,
    Resources resources,
    Ports ports,
    Optional<Container> container,
    Scaling scaling,
    Map<String, String> labels) {

  public AppDefinition {
    if (!id.startsWith("/") || id.length() < 2) {
      throw new IllegalArgumentException("app id must be an absolute path: " + id);
    }
    labels = SortedCopy.of(labels);
  }

  /**
   * Names this content of the definition: 16 hex digits that change when anything but the number of
   * instances changes. Instances of another version are replaced.
   */
  public String version() {
    AppDefinition single =
        new AppDefinition(
            id, program, resources, ports, container, scaling.withInstances(1), labels);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(single.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
