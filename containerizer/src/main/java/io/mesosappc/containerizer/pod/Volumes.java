package io.mesosappc.containerizer.pod;

import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.VolumeRequest;
import io.mesosappc.isolators.types.BindMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mounts that a task's volumes ask for, and the directories of the sandbox that must be made
 * for them.
 */
record Volumes(List<BindMount> mounts, List<Path> toMake) {
  Volumes {
    mounts = List.copyOf(mounts);
    toMake = List.copyOf(toMake);
  }

  /**
   * Decides them as Mesos does: an absolute host path is of the host, a relative one or none is in
   * the sandbox; a relative container path is in the sandbox as the app sees it.
   *
   * @param sandboxTarget where the app sees the sandbox
   */
  static Volumes of(ContainerRequest request, String sandboxTarget) throws PreparationException {
    List<BindMount> mounts = new ArrayList<>();
    List<Path> toMake = new ArrayList<>();
    for (VolumeRequest volume : request.volumes()) {
      String target =
          volume.containerPath().startsWith("/")
              ? volume.containerPath()
              : sandboxTarget + "/" + inside(volume.containerPath(), "container_path");
      String host = volume.hostPath().orElse(volume.containerPath());
      Path source;
      if (volume.hostPath().isPresent() && host.startsWith("/")) {
        source = Path.of(host).normalize();
      } else {
        source = request.sandbox().resolve(inside(host, "host_path"));
        toMake.add(source);
        if (volume.hostPath().isEmpty() && !volume.containerPath().startsWith("/")) {
          continue; // it is where it should be already
        }
      }
      mounts.add(new BindMount(source, target, volume.readOnly()));
    }
    return new Volumes(mounts, toMake);
  }

  private static String inside(String path, String field) throws PreparationException {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    Path normal = Path.of(relative).normalize();
    if (relative.isEmpty() || normal.startsWith("..") || normal.toString().isEmpty()) {
      throw new PreparationException(
          "volume "
              + field
              + " '"
              + path
              + "' leads out of the sandbox; name a directory inside it, or an absolute path of the host");
    }
    return normal.toString();
  }
}
