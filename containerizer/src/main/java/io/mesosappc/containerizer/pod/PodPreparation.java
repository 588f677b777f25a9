package io.mesosappc.containerizer.pod;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.InvalidReferenceException;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.store.Pin;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.config.StoutDuration;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.sandbox.Owner;
import io.mesosappc.containerizer.sandbox.SandboxFetchException;
import io.mesosappc.containerizer.sandbox.SandboxFetcher;
import io.mesosappc.isolators.types.BindMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;

/**
 * Prepares containers with a real image provisioner and a real fetcher. May be called from several
 * threads.
 */
public final class PodPreparation implements Preparation {
  /**
   * Files of the host that an app on the host's network cannot do without, if its image has none.
   */
  private static final List<String> HOST_FILES = List.of("/etc/resolv.conf", "/etc/hosts");

  /** Before a container's ID: who keeps its images in the store. */
  private static final String OWNER = "container/";

  private final Provisioner provisioner;
  private final SandboxFetcher fetcher;
  private final PodPlanner planner;
  private final TimeLimit fetchTime;
  private final boolean refuseUnknownNetworks;

  PodPreparation(
      Provisioner provisioner,
      SandboxFetcher fetcher,
      PodPlanner planner,
      TimeLimit fetchTime,
      boolean refuseUnknownNetworks) {
    this.provisioner = provisioner;
    this.fetcher = fetcher;
    this.planner = planner;
    this.fetchTime = fetchTime;
    this.refuseUnknownNetworks = refuseUnknownNetworks;
  }

  /**
   * With real parts.
   *
   * @param timer watches the time that an image takes
   * @param fetchTime how long it may take
   */
  public static Preparation of(
      Provisioner provisioner,
      SandboxFetcher fetcher,
      LimitRule limits,
      Layout layout,
      ScheduledExecutorService timer,
      Duration fetchTime,
      boolean refuseUnknownNetworks) {
    return new PodPreparation(
        provisioner,
        fetcher,
        new PodPlanner(limits, layout),
        new TimeLimit(timer, fetchTime),
        refuseUnknownNetworks);
  }

  @Override
  public Prepared prepare(ContainerRequest asked)
      throws PreparationException, InterruptedException {
    List<String> unknown = Networks.of(asked.networks()).unknown();
    if (refuseUnknownNetworks && !unknown.isEmpty()) {
      throw new PreparationException(
          "network '"
              + unknown.get(0)
              + "' is not configured here; ask for 'host', for 'none' or for no network, or set"
              + " unknown_network: host in the daemon's configuration");
    }
    ContainerRequest request = asked.withSandbox(realSandbox(asked.sandbox()));
    Prepared prepared;
    List<String> notices = List.of();
    if (request.image().isPresent()) {
      ProvisionedImage image = provision(OWNER + request.id(), request.image().get());
      notices = image.notices();
      ImageContents contents =
          new ImageContents(image.manifest(), image.layers(), missingHostFiles(image.layers()));
      prepared = planner.inImage(request, image.id().toString(), contents);
    } else {
      prepared = planner.onHost(request);
    }
    fetch(request);
    return prepared.withNotices(notices);
  }

  @Override
  public void release(String containerId) throws IOException {
    provisioner.release(OWNER + containerId);
  }

  @Override
  public void releaseAllBut(Collection<String> containerIds) throws IOException {
    for (Pin pin : provisioner.store().pins()) {
      String owner = pin.owner();
      if (owner.startsWith(OWNER) && !containerIds.contains(owner.substring(OWNER.length()))) {
        provisioner.release(owner);
      }
    }
  }

  /**
   * The sandbox without links on its way there, for what is mounted must not be named through one.
   */
  private static Path realSandbox(Path sandbox) throws PreparationException {
    try {
      return sandbox.toRealPath();
    } catch (IOException e) {
      throw new PreparationException(
          "the sandbox " + sandbox + " is not there; the agent makes it before it launches", e);
    }
  }

  private ProvisionedImage provision(String owner, ImageRequest image)
      throws PreparationException, InterruptedException {
    ImageReference reference = reference(image);
    try {
      return fetchTime.run(() -> provisioner.provisionFor(owner, reference, !image.cached()));
    } catch (ProvisionException e) {
      throw new PreparationException(String.valueOf(e.getMessage()), e);
    } catch (TimeoutException e) {
      throw new PreparationException(
          "image '"
              + image.reference()
              + "' could not be had within "
              + StoutDuration.print(fetchTime.limit())
              + " (images.fetch_timeout); raise that and the agent's --executor_registration_timeout, or put the image into a"
              + " local directory",
          e);
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("no other exception is declared", e);
    }
  }

  /** What its owner wrote, with the ID and labels that Mesos carries beside it. */
  private static ImageReference reference(ImageRequest image) throws PreparationException {
    try {
      ImageReference written = ImageReference.parse(image.reference());
      Optional<ImageId> id = image.id().map(ImageId::parse);
      if (!(written instanceof ImageReference.ByName byName)) {
        if (id.isEmpty() || written.equals(new ImageReference.ById(id.get()))) {
          return written;
        }
        throw new PreparationException(
            "image '"
                + image.reference()
                + "' is asked for with the ID "
                + id.get()
                + ", but an ID goes with a name only; give the ID alone");
      }
      Labels labels = byName.labels();
      for (Map.Entry<String, String> label : image.labels().entrySet()) {
        labels = labels.with(new AcIdentifier(label.getKey()), label.getValue());
      }
      return new ImageReference.ByName(byName.name(), labels, id.or(byName::id));
    } catch (InvalidReferenceException | IllegalArgumentException e) {
      throw new PreparationException("image '" + image.reference() + "': " + e.getMessage(), e);
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
      Owner owner = owner(request.sandbox());
      // nobody but the agent has been in the sandbox yet: what comes out of archives comes after
      for (Path directory : Volumes.of(request, request.sandboxTarget()).toMake()) {
        Files.createDirectories(directory);
        Files.setAttribute(directory, "unix:uid", owner.uid());
        Files.setAttribute(directory, "unix:gid", owner.gid());
      }
      fetcher.fetch(request.command().uris(), request.sandbox(), Optional.of(owner));
    } catch (SandboxFetchException e) {
      throw new PreparationException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PreparationException("cannot prepare the sandbox: " + e, e);
    }
  }

  /**
   * Whom the sandbox belongs to: the agent has just seen to that, and will again at each of its
   * calls.
   */
  private static Owner owner(Path sandbox) throws IOException {
    return new Owner(
        (Integer) Files.getAttribute(sandbox, "unix:uid"),
        (Integer) Files.getAttribute(sandbox, "unix:gid"));
  }
}
