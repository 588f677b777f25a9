package io.mesosappc.isolators.types;

import java.nio.file.Path;
import java.util.List;

/** Where the root file system of an app comes from. */
public sealed interface RootFs permits RootFs.Overlay, RootFs.Host {

  /**
   * Rendered image layers under a writable directory of the container's own.
   *
   * @param layers absolute directories, the topmost first (the order of overlayfs' {@code
   *     lowerdir})
   * @param upper what the app writes; exists and is empty at first
   * @param work overlayfs' work directory, on the same file system as {@code upper}
   * @param readOnly whether the app may not write to its root (spec: {@code readOnlyRootFS})
   */
  record Overlay(List<Path> layers, Path upper, Path work, boolean readOnly) implements RootFs {
    public Overlay {
      if (layers.isEmpty()) {
        throw new IllegalArgumentException("an overlay root needs at least one layer");
      }
      layers = List.copyOf(layers);
    }
  }

  /** The host's own files: a task without an image. */
  record Host() implements RootFs {}
}
