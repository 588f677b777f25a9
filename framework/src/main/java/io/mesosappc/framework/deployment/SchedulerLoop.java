package io.mesosappc.framework.deployment;

import io.mesosappc.framework.mesos.MasterLink;
import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.state.StateStore;
import io.mesosappc.framework.state.StateUnusableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs a deployment: one thread, the caller of {@link #run}, takes news from a queue, asks the core
 * what to do, and does it.
 */
public final class SchedulerLoop {

  private sealed interface News {
    record FromMaster(MasterEvent event) implements News {}

    record StopAsked(boolean keep) implements News {}
  }

  private final Deployment deployment;
  private final MasterLink master;
  private final StateStore store;
  private final StatusReporter reporter;
  private final Clock clock;
  private final BlockingQueue<News> inbox = new LinkedBlockingQueue<>();

  public SchedulerLoop(
      Deployment deployment,
      MasterLink master,
      StateStore store,
      StatusReporter reporter,
      Clock clock) {
    this.deployment = deployment;
    this.master = master;
    this.store = store;
    this.reporter = reporter;
    this.clock = clock;
  }

  /** Asks {@link #run} to end; from any thread. */
  public void stop(boolean keep) {
    inbox.add(new News.StopAsked(keep));
  }

  /**
   * Runs until stopped or refused.
   *
   * @throws StateUnusableException when the state cannot be written; nothing was launched that is
   *     not written
   */
  public ExitCode run() throws InterruptedException, StateUnusableException {
    master.start(deployment.frameworkId(), event -> inbox.add(new News.FromMaster(event)));
    try {
      Optional<ExitCode> end = Optional.empty();
      while (end.isEmpty()) {
        end = apply(decide(next()));
      }
      return end.get();
    } finally {
      master.close();
    }
  }

  private Optional<News> next() throws InterruptedException {
    Instant now = clock.instant();
    long wait = Duration.between(now, deployment.nextTick(now)).toMillis() + 1;
    return Optional.ofNullable(inbox.poll(Math.max(1, wait), TimeUnit.MILLISECONDS));
  }

  private List<Effect> decide(Optional<News> news) {
    Instant now = clock.instant();
    if (news.isEmpty()) {
      return deployment.tick(now);
    }
    if (news.get() instanceof News.StopAsked stop) {
      return deployment.stop(stop.keep(), now);
    }
    return deployment.event(((News.FromMaster) news.get()).event(), now);
  }

  private Optional<ExitCode> apply(List<Effect> effects) throws StateUnusableException {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Send send) {
        // A call that is not taken breaks the subscription; the next one reconciles.
        master.send(send.call());
      } else if (effect instanceof Effect.Save save) {
        store.save(save.state());
      } else if (effect instanceof Effect.Report report) {
        reporter.report(report.line());
      } else if (effect instanceof Effect.TearDown tearDown) {
        if (master.send(new MasterCall.Teardown())) {
          store.clear();
          reporter.report(StatusLine.of("STOPPED", "framework torn down"));
          return Optional.of(tearDown.code());
        }
      } else if (effect instanceof Effect.Finish finish) {
        String event = finish.code() == ExitCode.CLEAN ? "STOPPED" : "ENDED";
        reporter.report(StatusLine.of(event, finish.message()));
        return Optional.of(finish.code());
      }
    }
    return Optional.empty();
  }
}
