package io.mesosappc.framework.definition;

import java.util.List;
import java.util.Optional;

/**
 * A Mesos container.
 *
 * @param image its image; absent means the agent's own files
 * @param volumes what is mounted in it
 */
public record Container(Optional<AppcImage> image, List<Volume> volumes) {

  public Container {
    volumes = List.copyOf(volumes);
  }
}
