package io.mesosappc.containerizer.main;

import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.files.Trees;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.NoSuchContainerException;
import io.mesosappc.containerizer.lifecycle.Surroundings;
import io.mesosappc.containerizer.pod.Prepared;
import io.mesosappc.containerizer.request.AgentContext;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.containerizer.request.ImageRequest;
import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs some containers after the daemon's start whose only program ends at once: a young Java
 * machine takes several times as long for a launch. They take the way of every container, so that
 * one that a crash leaves behind is found by the recovery.
 */
final class Warmth {
  /** The ID of these containers; what they log is left out by {@code logback.xml}. */
  static final String ID = "warm-up";

  private static final Logger LOG = LoggerFactory.getLogger(Warmth.class);

  /** About a second of one processor. */
  static final int ROUNDS = 60;

  /** Half of the time is left to whoever is in a hurry. */
  private static final long PAUSE_NANOS = 15_000_000;

  private static final String PROGRAM = "program";
  private static final String SANDBOX = "/mnt/mesos/sandbox";

  private final Surroundings surroundings;
  private final Containers real;
  private final Layout layout;
  private final Path podInit;
  private final int rounds;

  /**
   * @param surroundings of the real containers
   * @param real they
   * @param podInit pod-init's program, which ends at once if it is told nothing
   * @param rounds how many containers to run
   */
  Warmth(Surroundings surroundings, Containers real, Layout layout, Path podInit, int rounds) {
    this.surroundings = surroundings;
    this.real = real;
    this.layout = layout;
    this.podInit = podInit;
    this.rounds = rounds;
  }

  /**
   * Does it on a thread of its own, and only writes a line if it goes wrong.
   *
   * @param stop asked between two containers
   * @return the thread: a daemon that stops lets it clean up first
   */
  Thread spread(BooleanSupplier stop) {
    Thread thread = new Thread(() -> rounds(stop), ID);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void rounds(BooleanSupplier stop) {
    Path place = layout.warmUp();
    try {
      if (real.ids().contains(ID)) {
        real.destroy(ID).toCompletableFuture().join(); // of an earlier daemon
      }
      Trees.remove(place);
      Files.createDirectories(place.resolve("image"));
      Files.copy(
          podInit, place.resolve("image").resolve(PROGRAM), StandardCopyOption.COPY_ATTRIBUTES);
      Containers warm = new Containers(surroundings.with(request -> prepared(request, place)));
      for (int i = 0; i < rounds && !stop.getAsBoolean(); i++) {
        round(warm, place);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      Trees.remove(place);
    } catch (CompletionException | NoSuchContainerException | IOException e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      LOG.warn(
          "the first container could not be run, so real ones may fail too: {}",
          cause.getMessage());
    }
  }

  private static void round(Containers warm, Path place)
      throws IOException, NoSuchContainerException {
    Files.createDirectories(place.resolve("sandbox"));
    try {
      warm.launch(request(place), false).toCompletableFuture().join();
      warm.await(ID).ended().toCompletableFuture().join();
      warm.usage(ID).toCompletableFuture().join();
    } finally {
      warm.destroy(ID).toCompletableFuture().join();
    }
  }

  private static ContainerRequest request(Path place) {
    return new ContainerRequest(
        ID,
        new AgentContext(
            "", "", "", "", "", "", false, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        place.resolve("sandbox"),
        Optional.empty(),
        new CommandRequest(
            false,
            Optional.of("/" + PROGRAM),
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty()),
        Optional.of(new ImageRequest(ID, Optional.empty(), Map.of(), true)),
        List.of(),
        Optional.empty(),
        List.of(),
        new ResourceRequest(
            OptionalDouble.of(0.1), OptionalLong.of(32L << 20), OptionalLong.empty()),
        SANDBOX);
  }

  private Prepared prepared(ContainerRequest request, Path place) {
    ProcessPlan process =
        new ProcessPlan(
            "/" + PROGRAM,
            List.of(PROGRAM),
            Map.of("PATH", "/bin"),
            "/",
            ProcessPlan.Identity.user("0"),
            Set.of(),
            true);
    RootFs root =
        new RootFs.Overlay(
            List.of(place.resolve("image")), layout.upper(ID), layout.overlayWork(ID), false);
    Path sandbox = request.sandbox();
    AppPlan app =
        new AppPlan(
            ID,
            root,
            List.of(new BindMount(sandbox, SANDBOX, false)),
            process,
            Optional.empty(),
            sandbox.resolve("stdout"),
            sandbox.resolve("stderr"));
    Limits limits = surroundings.limits().of(request.resources());
    Set<Namespace> namespaces =
        Set.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID);
    PodPlan plan = new PodPlan(ID, layout.container(ID), namespaces, Optional.empty(), limits, app);
    return new Prepared(plan, Optional.empty(), List.of());
  }
}
