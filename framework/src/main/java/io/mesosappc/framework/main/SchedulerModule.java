package io.mesosappc.framework.main;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.mesosappc.framework.deployment.Deployment;
import io.mesosappc.framework.deployment.SchedulerLoop;
import io.mesosappc.framework.deployment.StatusReporter;
import io.mesosappc.framework.mesos.MasterConnection;
import io.mesosappc.framework.mesos.MasterLink;
import io.mesosappc.framework.offers.OfferMatcher;
import io.mesosappc.framework.state.SchedulerState;
import io.mesosappc.framework.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Wires one run of the scheduler. What can fail, opening the state, is done before. */
final class SchedulerModule extends AbstractModule {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final SchedulerSettings settings;
  private final StateStore store;
  private final SchedulerState state;

  SchedulerModule(SchedulerSettings settings, StateStore store, SchedulerState state) {
    this.settings = settings;
    this.store = store;
    this.state = state;
  }

  @Provides
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Provides
  @Singleton
  StatusReporter reporter(Clock clock) {
    return new StatusPrinter(System.out, clock);
  }

  @Provides
  @Singleton
  MasterLink master(Clock clock) {
    return new MasterConnection(
        settings.masters(), settings.identity(), settings.credentials(), FIRST_PAUSE, clock);
  }

  @Provides
  @Singleton
  Deployment deployment() {
    OfferMatcher matcher = new OfferMatcher(settings.identity().role());
    return new Deployment(settings.apps(), state, matcher, UUID::randomUUID);
  }

  @Provides
  @Singleton
  SchedulerLoop loop(
      Deployment deployment, MasterLink master, StatusReporter reporter, Clock clock) {
    return new SchedulerLoop(deployment, master, store, reporter, clock);
  }
}
