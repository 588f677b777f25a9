package io.mesosappc.framework.deployment;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterCall.KnownPlace;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.TaskMessage;
import io.mesosappc.framework.mesos.message.TaskState;
import io.mesosappc.framework.mesos.message.TaskUpdate;
import io.mesosappc.framework.offers.Matching;
import io.mesosappc.framework.offers.OfferMatcher;
import io.mesosappc.framework.offers.Placement;
import io.mesosappc.framework.offers.Wish;
import io.mesosappc.framework.state.KnownTask;
import io.mesosappc.framework.state.SchedulerState;
import io.mesosappc.framework.task.TaskBuilder;
import io.mesosappc.framework.task.TaskNames;
import io.mesosappc.framework.task.TaskRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The decisions: given news and the time, says what to do so that every app comes to its number of
 * instances. Does nothing itself; not thread-safe, one loop owns it.
 */
public final class Deployment {
  /** Refusals while something is still wanted: short, so that a change on the agent is seen. */
  private static final Duration REFUSE_BRIEFLY = Duration.ofSeconds(5);

  /** Refusals when nothing is wanted; REVIVE lifts them. */
  private static final Duration REFUSE_LONG = Duration.ofMinutes(2);

  private static final Duration KILL_RETRY = Duration.ofSeconds(30);

  /** The agent's own default grace is 3 s (Mesos 1.0.4 launcher/executor.cpp). */
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

  private static final Duration STOP_MARGIN = Duration.ofSeconds(30);

  /** Losses that are not the app's fault: they do not delay its next launch. */
  private static final Set<String> BLAMELESS =
      Set.of(
          "REASON_INVALID_OFFERS",
          "REASON_RECONCILIATION",
          "REASON_AGENT_REMOVED",
          "REASON_AGENT_DISCONNECTED",
          "REASON_AGENT_RESTARTED");

  private final Map<String, AppDefinition> apps = new LinkedHashMap<>();
  private final Map<String, LaunchDelay> delays = new HashMap<>();
  private final Map<String, String> reportedMisfits = new HashMap<>();
  private final Instances instances = new Instances();
  private final OfferMatcher matcher;
  private final Supplier<UUID> ids;
  private final boolean resumed;

  private Optional<String> frameworkId;
  private boolean subscribed;
  private String disconnectedWhy = "";
  private boolean wanting;
  private boolean finished;
  private ReconcileSchedule reconcile = ReconcileSchedule.startingAt(Instant.EPOCH);
  private Optional<Instant> stopDeadline = Optional.empty();

  /**
   * Makes the core.
   *
   * @param definitions the apps to run
   * @param state what an earlier run left; its tasks that fit the definitions are kept
   * @param ids gives each new instance its ID
   */
  public Deployment(
      List<AppDefinition> definitions,
      SchedulerState state,
      OfferMatcher matcher,
      Supplier<UUID> ids) {
    definitions.forEach(app -> apps.put(app.id(), app));
    this.matcher = matcher;
    this.ids = ids;
    this.frameworkId = state.frameworkId();
    this.resumed = state.frameworkId().isPresent();
    for (KnownTask task : state.tasks()) {
      AppDefinition app = apps.get(task.appId());
      boolean current = app != null && app.version().equals(task.version());
      Instance instance = Instance.launched(task);
      instances.put(current ? instance : instance.condemned());
    }
  }

  /** The framework ID, once there is one. */
  Optional<String> frameworkId() {
    return frameworkId;
  }

  /** What to do about an event. */
  List<Effect> event(MasterEvent event, Instant now) {
    List<Effect> effects = new ArrayList<>();
    if (event instanceof MasterEvent.Subscribed news) {
      subscribed(news, now, effects);
    } else if (event instanceof MasterEvent.Disconnected news) {
      disconnected(news, effects);
    } else if (event instanceof MasterEvent.Refused news) {
      // An ID taken up from a state directory may be one the master has removed for good.
      String cure =
          resumed
              ? "; if the framework was removed, remove scheduler.json from the state directory"
              : "";
      finish(ExitCode.REFUSED, news.message() + cure, effects);
    } else if (event instanceof MasterEvent.Offered news) {
      offered(news.offers(), now, effects);
    } else if (event instanceof MasterEvent.Updated news) {
      updated(news.update(), now, effects);
    }
    settle(now, effects);
    return effects;
  }

  /** What to do because time passed. */
  List<Effect> tick(Instant now) {
    List<Effect> effects = new ArrayList<>();
    if (subscribed && !now.isBefore(reconcile.next())) {
      boolean all = reconcile.settled();
      List<KnownPlace> asked =
          places(instances.all().stream().filter(i -> all || !i.confirmed()).toList());
      if (!asked.isEmpty()) {
        effects.add(new Effect.Send(new MasterCall.Reconcile(asked)));
      }
      reconcile = reconcile.asked(now);
    }
    settle(now, effects);
    return effects;
  }

  /**
   * What to do because the scheduler shall stop.
   *
   * @param keep leave tasks running and the framework registered
   */
  List<Effect> stop(boolean keep, Instant now) {
    List<Effect> effects = new ArrayList<>();
    if (keep) {
      String message = instances.all().size() + " tasks keep running";
      finish(ExitCode.CLEAN, message, effects);
    } else if (frameworkId.isEmpty()) {
      finish(ExitCode.CLEAN, "stopped before the framework was registered", effects);
    } else if (stopDeadline.isEmpty()) {
      Duration grace =
          instances.all().stream().map(this::grace).max(Duration::compareTo).orElse(Duration.ZERO);
      stopDeadline = Optional.of(now.plus(grace).plus(STOP_MARGIN));
      instances.replaceAll(Instance::condemned);
      effects.add(report(StatusLine.of("STOPPING", instances.all().size() + " tasks to end")));
    }
    settle(now, effects);
    return effects;
  }

  /** When {@link #tick} must be called at the latest. */
  Instant nextTick(Instant now) {
    Instant next = now.plus(ReconcileSchedule.LONGEST);
    if (subscribed && reconcile.next().isBefore(next)) {
      next = reconcile.next();
    }
    for (LaunchDelay delay : delays.values()) {
      if (delay.until().isAfter(now) && delay.until().isBefore(next)) {
        next = delay.until();
      }
    }
    for (Instance instance : instances.all()) {
      Optional<Instant> again =
          instance
              .killAsked()
              .filter(asked -> subscribed)
              .map(asked -> asked.plus(killRetry(instance)));
      if (again.isPresent() && again.get().isBefore(next)) {
        next = again.get();
      }
    }
    return stopDeadline.isPresent() && stopDeadline.get().isBefore(next)
        ? stopDeadline.get()
        : next;
  }

  private void subscribed(MasterEvent.Subscribed news, Instant now, List<Effect> effects) {
    subscribed = true;
    wanting = true;
    if (!frameworkId.equals(Optional.of(news.frameworkId()))) {
      frameworkId = Optional.of(news.frameworkId());
      effects.add(save());
    }
    effects.add(
        report(
            StatusLine.of(
                "SUBSCRIBED", "framework " + news.frameworkId() + " at " + news.master())));
    instances.replaceAll(Instance::unconfirmed);
    if (!instances.isEmpty()) {
      effects.add(new Effect.Send(new MasterCall.Reconcile(places(instances.all()))));
    }
    effects.add(new Effect.Send(new MasterCall.Reconcile(List.of())));
    reconcile = ReconcileSchedule.startingAt(now);
  }

  private void disconnected(MasterEvent.Disconnected news, List<Effect> effects) {
    // Attempts are repeated for as long as it takes; only what is new is told.
    if (subscribed || !news.why().equals(disconnectedWhy)) {
      effects.add(report(StatusLine.of("DISCONNECTED", news.why())));
    }
    disconnectedWhy = news.why();
    subscribed = false;
  }

  private void offered(List<Offer> offers, Instant now, List<Effect> effects) {
    Matching matching = matcher.match(offers, wishes(now));
    Map<String, List<TaskMessage>> launches = new LinkedHashMap<>();
    List<Effect> reports = new ArrayList<>();
    for (Placement placement : matching.placements()) {
      TaskMessage task = launch(placement, reports);
      launches.computeIfAbsent(placement.offer().id(), id -> new ArrayList<>()).add(task);
    }
    Duration refuse = wishes(now).isEmpty() ? REFUSE_LONG : REFUSE_BRIEFLY;
    if (!launches.isEmpty()) {
      // Saved before it is launched: a crash in between leaves a task we ask the master about.
      effects.add(save());
      launches.forEach(
          (offer, tasks) ->
              effects.add(new Effect.Send(new MasterCall.Launch(offer, tasks, refuse))));
    }
    if (!matching.unused().isEmpty()) {
      effects.add(new Effect.Send(new MasterCall.Decline(matching.unused(), refuse)));
    }
    effects.addAll(reports);
    reportMisfits(matching.misfits(), effects);
  }

  private TaskMessage launch(Placement placement, List<Effect> reports) {
    AppDefinition app = placement.app();
    Offer offer = placement.offer();
    String taskId = TaskNames.taskId(app.id(), ids.get());
    instances.put(
        Instance.launched(
            new KnownTask(
                taskId,
                app.id(),
                app.version(),
                offer.agentId(),
                offer.hostname(),
                offer.attributes(),
                placement.ports())));
    reportedMisfits.remove(app.id());
    String ports = placement.ports().isEmpty() ? "" : "ports " + placement.ports();
    reports.add(
        report(
            new StatusLine(
                "LAUNCH",
                Optional.of(app.id()),
                Optional.of(taskId),
                Optional.of(offer.hostname()),
                Optional.empty(),
                Optional.of(ports).filter(text -> !text.isEmpty()))));
    return TaskBuilder.build(
        new TaskRequest(
            app,
            taskId,
            offer.agentId(),
            offer.hostname(),
            placement.resources(),
            placement.ports()));
  }

  private void reportMisfits(List<Matching.Misfit> misfits, List<Effect> effects) {
    for (Matching.Misfit misfit : misfits) {
      String text = misfit.hostname() + ": " + misfit.why();
      if (!text.equals(reportedMisfits.put(misfit.appId(), text))) {
        effects.add(report(StatusLine.ofApp("WAITING", misfit.appId(), "for offers; " + text)));
      }
    }
  }

  private void updated(TaskUpdate update, Instant now, List<Effect> effects) {
    Optional<Instance> known = instances.find(update.taskId());
    boolean over =
        update.state().terminal()
            || update.state() == TaskState.UNREACHABLE
            || update.state() == TaskState.UNKNOWN;
    List<Effect> after = new ArrayList<>();
    if (known.isPresent()) {
      Instance instance = known.get();
      if (over) {
        effects.add(report(line(update, Optional.of(instance))));
        ended(instance, update, now, effects);
      } else {
        if (!instance.confirmed() || instance.state() != update.state()) {
          effects.add(report(line(update, known)));
        }
        instances.put(instance.in(update.state()));
      }
    } else if (!over) {
      effects.add(report(line(update, known)));
      after.add(
          report(StatusLine.of("KILL", update.taskId() + " is no task of these definitions")));
      after.add(new Effect.Send(new MasterCall.Kill(update.taskId(), update.agentId())));
    }
    if (update.uuid().isPresent() && update.agentId().isPresent()) {
      effects.add(
          new Effect.Send(
              new MasterCall.Acknowledge(
                  update.taskId(), update.agentId().get(), update.uuid().get())));
    }
    effects.addAll(after);
  }

  private void ended(Instance instance, TaskUpdate update, Instant now, List<Effect> effects) {
    instances.remove(update.taskId());
    effects.add(save());
    AppDefinition app = apps.get(instance.task().appId());
    if (app == null || instance.doomed() || !blamed(update)) {
      return;
    }
    LaunchDelay delay =
        delays.getOrDefault(app.id(), LaunchDelay.NONE).afterFailure(app.scaling().backoff(), now);
    delays.put(app.id(), delay);
    effects.add(
        report(
            StatusLine.ofApp(
                "RESTART", app.id(), "in " + delay.pause().toMillis() / 1000.0 + " s")));
  }

  private static boolean blamed(TaskUpdate update) {
    return switch (update.state()) {
      case FINISHED, FAILED, ERROR -> true;
      case LOST, DROPPED -> !BLAMELESS.contains(update.reason().orElse(""));
      default -> false;
    };
  }

  /** Ends what is too much, asks for offers or for none, and finishes a stop that is complete. */
  private void settle(Instant now, List<Effect> effects) {
    if (finished) {
      return;
    }
    condemnExcess();
    if (subscribed) {
      killCondemned(now, effects);
      boolean wanted = !wishes(now).isEmpty();
      if (wanted != wanting) {
        wanting = wanted;
        MasterCall call = wanted ? new MasterCall.Revive() : new MasterCall.Suppress();
        effects.add(new Effect.Send(call));
      }
    }
    if (stopDeadline.isPresent()) {
      settleStop(now, stopDeadline.get(), effects);
    }
  }

  private void settleStop(Instant now, Instant deadline, List<Effect> effects) {
    if (instances.isEmpty() && subscribed) {
      effects.add(new Effect.TearDown(ExitCode.CLEAN));
    } else if (!now.isBefore(deadline)) {
      if (subscribed) {
        effects.add(new Effect.TearDown(ExitCode.TASKS_LEFT));
      }
      finish(ExitCode.TASKS_LEFT, "not seen to end in time: " + left(), effects);
    }
  }

  private String left() {
    List<String> tasks = instances.tasks().stream().map(KnownTask::taskId).toList();
    return tasks.isEmpty()
        ? "the framework, because the master was not reached"
        : String.join(", ", tasks);
  }

  private void condemnExcess() {
    for (AppDefinition app : apps.values()) {
      List<Instance> staying = instances.staying(app.id());
      // Marathon's killSelection: the youngest end first.
      for (int i = app.scaling().instances(); i < staying.size(); i++) {
        instances.put(staying.get(i).condemned());
      }
    }
  }

  private void killCondemned(Instant now, List<Effect> effects) {
    for (Instance instance : instances.all()) {
      Optional<Instant> asked = instance.killAsked();
      boolean due = asked.isEmpty() || !now.isBefore(asked.get().plus(killRetry(instance)));
      if (instance.doomed() && due) {
        KnownTask task = instance.task();
        instances.put(instance.killedAt(now));
        effects.add(
            new Effect.Send(new MasterCall.Kill(task.taskId(), Optional.of(task.agentId()))));
        effects.add(
            report(
                new StatusLine(
                    "KILL",
                    Optional.of(task.appId()),
                    Optional.of(task.taskId()),
                    Optional.of(task.hostname()),
                    Optional.empty(),
                    Optional.empty())));
      }
    }
  }

  private List<Wish> wishes(Instant now) {
    List<Wish> wishes = new ArrayList<>();
    if (stopDeadline.isPresent() || finished) {
      return wishes;
    }
    for (AppDefinition app : apps.values()) {
      List<Instance> staying = instances.staying(app.id());
      int missing = app.scaling().instances() - staying.size();
      Instant until = delays.getOrDefault(app.id(), LaunchDelay.NONE).until();
      if (missing > 0 && !now.isBefore(until)) {
        wishes.add(
            new Wish(app, missing, staying.stream().map(i -> i.task().attributes()).toList()));
      }
    }
    return wishes;
  }

  private Duration grace(Instance instance) {
    AppDefinition app = apps.get(instance.task().appId());
    return app == null ? DEFAULT_GRACE : app.scaling().killGrace().orElse(DEFAULT_GRACE);
  }

  private Duration killRetry(Instance instance) {
    return KILL_RETRY.plus(grace(instance));
  }

  private void finish(ExitCode code, String message, List<Effect> effects) {
    finished = true;
    effects.add(new Effect.Finish(code, message));
  }

  private Effect save() {
    return new Effect.Save(new SchedulerState(frameworkId, instances.tasks()));
  }

  private static Effect report(StatusLine line) {
    return new Effect.Report(line);
  }

  private static StatusLine line(TaskUpdate update, Optional<Instance> instance) {
    return new StatusLine(
        "TASK_" + update.state(),
        instance.map(i -> i.task().appId()),
        Optional.of(update.taskId()),
        instance.map(i -> i.task().hostname()),
        update.reason(),
        update.message());
  }

  private static List<KnownPlace> places(List<Instance> instances) {
    return instances.stream()
        .map(i -> new KnownPlace(i.task().taskId(), i.task().agentId()))
        .toList();
  }
}
