package io.mesosappc.containerizer.executor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A container that notes what it is told. */
final class FakeContainer implements TaskContainer {
  final List<String> starts = new CopyOnWriteArrayList<>();
  final BlockingQueue<Integer> signals = new LinkedBlockingQueue<>();
  private final CompletableFuture<Void> start;
  private final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();

  FakeContainer() {
    this(CompletableFuture.completedFuture(null));
  }

  FakeContainer(CompletableFuture<Void> start) {
    this.start = start;
  }

  @Override
  public CompletionStage<Void> start() {
    starts.add("start");
    return start;
  }

  @Override
  public void signalAll(int signal) {
    signals.add(signal);
  }

  @Override
  public CompletionStage<TaskOutcome> outcome() {
    return outcome;
  }

  void end(int waitStatus) {
    outcome.complete(new TaskOutcome(waitStatus, Optional.empty(), Optional.empty()));
  }

  int nextSignal() throws InterruptedException {
    Integer signal = signals.poll(10, TimeUnit.SECONDS);
    if (signal == null) {
      throw new AssertionError("no signal came");
    }
    return signal;
  }
}
