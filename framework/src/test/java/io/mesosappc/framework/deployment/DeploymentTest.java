package io.mesosappc.framework.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesosappc.framework.definition.AppDefinition;
import io.mesosappc.framework.definition.Backoff;
import io.mesosappc.framework.definition.InvalidDefinitionException;
import io.mesosappc.framework.definition.marathon.MarathonDefinitions;
import io.mesosappc.framework.mesos.message.MasterCall;
import io.mesosappc.framework.mesos.message.MasterEvent;
import io.mesosappc.framework.mesos.message.Offer;
import io.mesosappc.framework.mesos.message.Resource;
import io.mesosappc.framework.mesos.message.TaskState;
import io.mesosappc.framework.mesos.message.TaskUpdate;
import io.mesosappc.framework.offers.OfferMatcher;
import io.mesosappc.framework.state.KnownTask;
import io.mesosappc.framework.state.SchedulerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeploymentTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private int ids;
  private Deployment deployment = deployment("'instances':1", SchedulerState.EMPTY);

  @Test
  void subscriptionIsSavedAndEverythingReconciled() {
    List<Effect> effects = subscribe();
    assertThat(effects.get(0))
        .isEqualTo(new Effect.Save(new SchedulerState(Optional.of("f"), List.of())));
    assertThat(calls(effects)).containsExactly(new MasterCall.Reconcile(List.of()));
  }

  @Test
  void launchIsSavedBeforeItIsSent() {
    subscribe();
    List<Effect> effects = offer("o", 4);
    assertThat(effects.get(0)).isInstanceOf(Effect.Save.class);
    assertThat(((Effect.Save) effects.get(0)).state().tasks()).hasSize(1);
    assertThat(calls(effects)).hasSize(2);
    assertThat(calls(effects).get(0)).isInstanceOf(MasterCall.Launch.class);
    assertThat(calls(effects).get(1)).isInstanceOf(MasterCall.Suppress.class);
  }

  @Test
  void offersThatAreTooSmallAreDeclinedBrieflyAndExplainedOnce() {
    subscribe();
    List<Effect> effects = offer("o", 0.01);
    assertThat(calls(effects))
        .containsExactly(new MasterCall.Decline(List.of("o"), Duration.ofSeconds(5)));
    assertThat(reports(effects)).containsExactly("WAITING");
    assertThat(reports(offer("o2", 0.01))).isEmpty();
  }

  @Test
  void updatesWithUuidAreAcknowledgedAndOthersNot() {
    subscribe();
    offer("o", 4);
    assertThat(calls(update(task(1), TaskState.RUNNING, "u")))
        .containsExactly(new MasterCall.Acknowledge(task(1), "agent", "u"));
    assertThat(calls(update(task(1), TaskState.RUNNING, ""))).isEmpty();
  }

  @Test
  void failedInstanceIsStartedAgainAfterEverLongerPauses() {
    subscribe();
    for (double seconds : new double[] {2, 4, 8, 10, 10}) {
      offer("o", 4);
      List<Effect> effects = update(task(ids), TaskState.FAILED, "u");
      assertThat(effects.stream().map(Object::toString))
          .anyMatch(text -> text.contains("in " + seconds + " s"));
      assertThat(calls(effects)).hasSize(1);
      now = now.plusMillis((long) (seconds * 1000) - 1);
      assertThat(calls(deployment.tick(now))).noneMatch(call -> call instanceof MasterCall.Revive);
      now = now.plusMillis(1);
      assertThat(calls(deployment.tick(now))).contains(new MasterCall.Revive());
    }
  }

  @Test
  void killedByOthersIsStartedAgainAtOnce() {
    subscribe();
    offer("o", 4);
    assertThat(calls(update(task(1), TaskState.KILLED, "u")))
        .containsExactly(
            new MasterCall.Acknowledge(task(1), "agent", "u"), new MasterCall.Revive());
  }

  @Test
  void unknownLiveTaskIsAcknowledgedAndKilled() {
    subscribe();
    assertThat(calls(update("stranger", TaskState.RUNNING, "u")))
        .startsWith(
            new MasterCall.Acknowledge("stranger", "agent", "u"),
            new MasterCall.Kill("stranger", Optional.of("agent")));
    assertThat(calls(update("stranger", TaskState.LOST, ""))).isEmpty();
  }

  @Test
  void stopKillsWaitsAndTearsDown() {
    subscribe();
    offer("o", 4);
    update(task(1), TaskState.RUNNING, "u");
    assertThat(calls(deployment.stop(false, now)))
        .containsExactly(new MasterCall.Kill(task(1), Optional.of("agent")));
    assertThat(update(task(1), TaskState.KILLING, "u"))
        .noneMatch(effect -> effect instanceof Effect.TearDown);
    List<Effect> effects = update(task(1), TaskState.KILLED, "u2");
    assertThat(effects.get(effects.size() - 1)).isEqualTo(new Effect.TearDown(ExitCode.CLEAN));
    assertThat(calls(offer("late", 4)))
        .containsExactly(new MasterCall.Decline(List.of("late"), Duration.ofMinutes(2)));
  }

  @Test
  void stopThatTakesTooLongSaysWhatIsLeft() {
    subscribe();
    offer("o", 4);
    deployment.stop(false, now);
    now = deployment.nextTick(now).plusSeconds(60);
    List<Effect> effects = deployment.tick(now);
    assertThat(effects).contains(new Effect.TearDown(ExitCode.TASKS_LEFT));
    assertThat(((Effect.Finish) effects.get(effects.size() - 1)).message()).contains(task(1));
  }

  @Test
  void stopBeforeTheFirstSubscriptionEndsAtOnce() {
    assertThat(deployment.stop(false, now).get(0)).isInstanceOf(Effect.Finish.class);
  }

  @Test
  void stopThatKeepsEndsWithoutACall() {
    subscribe();
    offer("o", 4);
    List<Effect> effects = deployment.stop(true, now);
    assertThat(calls(effects)).isEmpty();
    assertThat(effects).containsExactly(new Effect.Finish(ExitCode.CLEAN, "1 tasks keep running"));
  }

  @Test
  void tasksOfAnEarlierRunAreTakenUpAndOthersEnded() throws Exception {
    String version = app("'instances':1").version();
    SchedulerState state =
        new SchedulerState(
            Optional.of("f"),
            List.of(known("t1", "/a", version), known("t2", "/a", "old"), known("t3", "/x", "1")));
    deployment = deployment("'instances':1", state);
    List<MasterCall> calls = calls(subscribe());
    assertThat(calls)
        .contains(
            new MasterCall.Kill("t2", Optional.of("agent")),
            new MasterCall.Kill("t3", Optional.of("agent")))
        .doesNotContain(new MasterCall.Kill("t1", Optional.of("agent")));
    assertThat(((MasterCall.Reconcile) calls.get(0)).tasks()).hasSize(3);
    assertThat(calls(offer("o", 4))).noneMatch(call -> call instanceof MasterCall.Launch);
  }

  @Test
  void fewerInstancesEndTheYoungest() throws Exception {
    String version = app("'instances':1").version();
    SchedulerState state =
        new SchedulerState(
            Optional.of("f"), List.of(known("t1", "/a", version), known("t2", "/a", version)));
    deployment = deployment("'instances':1", state);
    assertThat(calls(subscribe())).contains(new MasterCall.Kill("t2", Optional.of("agent")));
  }

  @Test
  void unansweredReconciliationIsRepeatedMoreAndMoreRarely() {
    subscribe();
    offer("o", 4);
    for (int seconds : new int[] {15, 30, 60}) {
      now = now.plusSeconds(seconds);
      assertThat(calls(deployment.tick(now)))
          .containsExactly(
              new MasterCall.Reconcile(List.of(new MasterCall.KnownPlace(task(1), "agent"))));
    }
    update(task(1), TaskState.RUNNING, "u");
    now = now.plusSeconds(120);
    assertThat(calls(deployment.tick(now))).isEmpty();
  }

  @Test
  void whyThereIsNoMasterIsToldOnce() {
    MasterEvent.Disconnected news = new MasterEvent.Disconnected("nobody there");
    assertThat(reports(deployment.event(news, now))).containsExactly("DISCONNECTED");
    assertThat(reports(deployment.event(news, now))).isEmpty();
    subscribe();
    assertThat(reports(deployment.event(news, now))).containsExactly("DISCONNECTED");
  }

  @Test
  void refusalOfAnIdTakenUpNamesTheCure() {
    deployment = deployment("'instances':1", new SchedulerState(Optional.of("gone"), List.of()));
    assertThat(deployment.event(new MasterEvent.Refused("removed"), now).toString())
        .contains("remove scheduler.json");
  }

  @Test
  void refusalEnds() {
    assertThat(deployment.event(new MasterEvent.Refused("no"), now))
        .contains(new Effect.Finish(ExitCode.REFUSED, "no"));
  }

  @Test
  void pauseStartsAnewAfterAStableRun() {
    Backoff backoff = new Backoff(Duration.ofSeconds(2), 2, Duration.ofSeconds(10));
    LaunchDelay delay = LaunchDelay.NONE.afterFailure(backoff, START);
    delay = delay.afterFailure(backoff, START.plusSeconds(3));
    assertThat(delay.pause()).isEqualTo(Duration.ofSeconds(4));
    assertThat(delay.afterFailure(backoff, START.plusSeconds(3 + 14)).pause())
        .isEqualTo(Duration.ofSeconds(8));
    assertThat(delay.afterFailure(backoff, START.plusSeconds(3 + 15)).pause())
        .isEqualTo(Duration.ofSeconds(2));
  }

  private Deployment deployment(String fields, SchedulerState state) {
    return new Deployment(
        List.of(app(fields)), state, new OfferMatcher("*"), () -> new UUID(0, ++ids));
  }

  private static AppDefinition app(String fields) {
    String json =
        "{'id':'a','cmd':'x','cpus':1,'mem':10,'backoffSeconds':2,'backoffFactor':2,"
            + "'maxLaunchDelaySeconds':10,"
            + fields
            + "}";
    try {
      return MarathonDefinitions.parse("t", json.replace('\'', '"')).apps().get(0);
    } catch (InvalidDefinitionException e) {
      throw new AssertionError(e);
    }
  }

  private static KnownTask known(String id, String appId, String version) {
    return new KnownTask(id, appId, version, "agent", "host", Map.of(), List.of());
  }

  private static String task(int number) {
    return "a.instance-" + new UUID(0, number) + "._app.1";
  }

  private List<Effect> subscribe() {
    return deployment.event(new MasterEvent.Subscribed("f", "m:1"), now);
  }

  private List<Effect> offer(String id, double cpus) {
    Offer offer =
        new Offer(
            id,
            "agent",
            "host",
            List.of(
                new Resource.Scalar("cpus", "*", Math.round(cpus * 1000)),
                new Resource.Scalar("mem", "*", 1_000_000),
                new Resource.Ranges("ports", "*", List.of(new Resource.Range(31000, 31009)))),
            Map.of("@hostname", "host"));
    return deployment.event(new MasterEvent.Offered(List.of(offer)), now);
  }

  private List<Effect> update(String taskId, TaskState state, String uuid) {
    TaskUpdate update =
        new TaskUpdate(
            taskId,
            state,
            Optional.of("agent"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(uuid).filter(text -> !text.isEmpty()));
    return deployment.event(new MasterEvent.Updated(update), now);
  }

  private static List<MasterCall> calls(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> effect instanceof Effect.Send)
        .map(effect -> ((Effect.Send) effect).call())
        .toList();
  }

  private static List<String> reports(List<Effect> effects) {
    return effects.stream()
        .filter(effect -> effect instanceof Effect.Report)
        .map(effect -> ((Effect.Report) effect).line().event())
        .toList();
  }
}
