package io.mesosappc.containerizer.main;

import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.TrustPolicy;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.files.Trees;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.Surroundings;
import io.mesosappc.containerizer.pod.PodPreparation;
import io.mesosappc.containerizer.protocol.Call;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.protocol.OwnCalls;
import io.mesosappc.containerizer.protocol.Reply;
import io.mesosappc.containerizer.protocol.Verbs;
import io.mesosappc.containerizer.sandbox.FetchLimits;
import io.mesosappc.containerizer.sandbox.SandboxFetcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs some containers after the daemon's start whose only program ends at once: a young Java
 * machine takes several times as long for a launch. They take the way of every container, from the
 * agent's record through an image store (of their own) to the end, so that one that a crash leaves
 * behind is found by the recovery.
 */
final class Warmth {
  /** The ID of these containers; what they log is left out by {@code logback.xml}. */
  static final String ID = "warm-up";

  private static final Logger LOG = LoggerFactory.getLogger(Warmth.class);

  /** About a second of one processor. */
  static final int ROUNDS = 60;

  /** Half of the time is left to whoever is in a hurry. */
  private static final long PAUSE_NANOS = 15_000_000;

  private static final String IMAGE = "mesos-appc/warm-up";
  private static final String PROGRAM = "/program";

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

  /** The end of a call, for one who calls from within. */
  private static final class Answer implements Reply {
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final StringBuilder complaints = new StringBuilder();

    @Override
    public void record(byte[] message) {
      // what it says is nobody's business here
    }

    @Override
    public synchronized void complain(String line) {
      complaints.append(line).append("; ");
    }

    @Override
    public void exit(int status) {
      end.complete(status);
    }

    @Override
    public void onGone(Runnable action) {
      // we stay
    }

    synchronized String complaints() {
      return complaints.toString();
    }
  }

  /**
   * Does it on a thread of its own, and only writes a line if it goes wrong.
   *
   * @param stop asked between two containers
   * @return the thread: a daemon that stops lets it clean up first
   */
  Thread spread(BooleanSupplier stop) {
    Thread thread = new Thread(() -> run(stop), ID);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @SuppressWarnings("CatchingUnchecked") // the top of a thread, whose failure is no reason to stop
  private void run(BooleanSupplier stop) {
    Path place = layout.warmUp();
    try {
      if (real.ids().contains(ID)) {
        real.destroy(ID).toCompletableFuture().join(); // of an earlier daemon
      }
      Trees.remove(place);
      if (rounds > 0 && !stop.getAsBoolean()) {
        rounds(place, stop);
      }
      Trees.remove(place);
    } catch (Exception e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      LOG.warn("the first container could not be run, so real ones may fail too: {}", cause, cause);
    }
  }

  private void rounds(Path place, BooleanSupplier stop) throws Exception {
    Path sandbox = Files.createDirectories(place.resolve("sandbox"));
    ImageManifest manifest =
        ImageManifest.of(
            new AcIdentifier(IMAGE),
            Labels.of("version", "1"),
            Optional.of(App.of(List.of(PROGRAM), "0", "0")));
    new AciWriter(manifest).file(PROGRAM, 0755, podInit).write(place.resolve("warm-up.aci"), false);
    ProvisionConfig config =
        ProvisionConfig.of(
            place.resolve("store"), List.of(place), new TrustPolicy(List.of(NamePrefix.ALL)));
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      Surroundings warm =
          surroundings.with(
              PodPreparation.of(
                  provisioner,
                  new SandboxFetcher(FetchLimits.defaults()),
                  surroundings.limits(),
                  layout,
                  surroundings.timer(),
                  Duration.ofMinutes(1),
                  true));
      CallHandler handler = new Verbs(new Containers(warm), surroundings.clock());
      OwnCalls calls = new OwnCalls(ID, sandbox);
      for (int i = 0; i < rounds && !stop.getAsBoolean(); i++) {
        round(handler, calls);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void round(CallHandler handler, OwnCalls calls) throws Exception {
    try {
      call(handler, calls.launch(IMAGE, 0.1, 32));
      call(handler, calls.await());
    } finally {
      call(handler, calls.destroy());
    }
  }

  private static void call(CallHandler handler, Call call) throws Exception {
    Answer answer = new Answer();
    handler.handle(call, answer);
    if (answer.end.join() != 0) {
      throw new IOException(call.verb().word() + " failed: " + answer.complaints());
    }
  }
}
