package io.mesosappc.containerizer.pod;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.sandbox.SandboxFetchException;
import io.mesosappc.containerizer.sandbox.SandboxFetcher;
import io.mesosappc.isolators.types.BindMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prepares containers with a real image provisioner and a real fetcher. May be called from several threads. */
public final class PodPreparation implements Preparation {
  /** Files of the host that an app on the host's network cannot do without, if its image has none. */
  private static final List<String> HOST_FILES = List.of("/etc/resolv.conf", "/etc/hosts");

  private final Provisioner provisioner;
  private final SandboxFetcher fetcher;
  private final PodPlanner planner;
  private final boolean refuseUnknownNetworks;

  public PodPreparation(
      Provisioner provisioner,
      SandboxFetcher fetcher,
      LimitRule limits,
      Layout layout,
      boolean refuseUnknownNetworks) {
    this.provisioner = provisioner;
    this.fetcher = fetcher;
    this.planner = new PodPlanner(limits, layout);
    this.refuseUnknownNetworks = refuseUnknownNetworks;
  }

  @Override
  public Prepared prepare(ContainerRequest asked)
      throws PreparationException, InterruptedException {
    if (refuseUnknownNetworks && !asked.networks().isEmpty()) {
      throw new PreparationException(
          "network '"
              + asked.networks().get(0)
              + "' is not configured here; ask for none, or set unknown_network: host in the"
              + " daemon's configuration");
    }
    ContainerRequest request = asked.withSandbox(realSandbox(asked.sandbox()));
    Prepared prepared;
    if (request.image().isPresent()) {
      ProvisionedImage image = provision(request.image().get());
      ImageContents contents =
          new ImageContents(image.manifest(), image.layers(), missingHostFiles(image.layers()));
      prepared = planner.inImage(request, image.id().toString(), contents);
    } else {
      prepared = planner.onHost(request);
    }
    fetch(request);
    return prepared;
  }

  /** The sandbox without links on its way there, for what is mounted must not be named through one. */
  private static Path realSandbox(Path sandbox) throws PreparationException {
    try {
      return sandbox.toRealPath();
    } catch (IOException e) {
      throw new PreparationException(
          "the sandbox " + sandbox + " is not there; the agent makes it before it launches", e);
    }
  }

  private ProvisionedImage provision(ImageRequest image)
      throws PreparationException, InterruptedException {
    try {
      ImageReference reference =
          ImageReference.parse(image.reference()).with(image.labels(), image.id());
      return provisioner.provision(reference, !image.cached());
    } catch (IllegalArgumentException e) {
      throw new PreparationException("image '" + image.reference() + "': " + e.getMessage(), e);
    } catch (ProvisionException e) {
      throw new PreparationException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<BindMount> missingHostFiles(List<Path> layers) throws PreparationException {
    List<BindMount> mounts = new ArrayList<>();
    for (String file : HOST_FILES) {
      boolean inImage =
          layers.stream()
              .anyMatch(
                  layer ->
                      Files.exists(layer.resolve(file.substring(1)), LinkOption.NOFOLLOW_LINKS));
      if (!inImage && Files.isRegularFile(Path.of(file))) {
        try {
          mounts.add(new BindMount(Path.of(file).toRealPath(), file, true));
        } catch (IOException e) {
          throw new PreparationException("cannot read the host's " + file, e);
        }
      }
    }
    return mounts;
  }

  private void fetch(ContainerRequest request) throws PreparationException, InterruptedException {
    try {
      for (Path directory : Volumes.of(request, request.sandboxTarget()).toMake()) {
        fetcher.makeDirectory(request.sandbox(), directory);
      }
      fetcher.fetch(request.command().uris(), request.sandbox(), owner(request));
    } catch (SandboxFetchException e) {
      throw new PreparationException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Optional<SandboxFetcher.Owner> owner(ContainerRequest request)
      throws PreparationException {
    return Optional.empty();
  }
}
