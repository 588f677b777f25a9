package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.isolators.launch.LaunchException;
import io.mesosappc.isolators.launch.Pods;
import io.mesosappc.isolators.types.AppExit;
import io.mesosappc.isolators.types.Limits;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.PodProcess;
import io.mesosappc.isolators.types.PodUsage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Pods that exist in memory only; writes down what was asked of them. */
final class FakePods implements Pods {
  final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Listener> listeners = new ConcurrentHashMap<>();
  final List<AppExit> exits = new ArrayList<>();
  Optional<String> createFailure = Optional.empty();
  Optional<String> startFailure = Optional.empty();
  Optional<PodUsage> usage = Optional.empty();
  int destroyFailures;
  boolean alive = true;

  void exit(String id, int waitStatus) {
    listeners.get(id).appExited(id, new AppExit("app", waitStatus, Instant.EPOCH));
  }

  @Override
  public PodProcess create(PodPlan plan, Listener listener) throws LaunchException {
    calls.add("create");
    if (createFailure.isPresent()) {
      throw new LaunchException(createFailure.get());
    }
    listeners.put(plan.id(), listener);
    return new PodProcess(42, 1);
  }

  @Override
  public void start(String podId, Path runDirectory, String app) throws LaunchException {
    calls.add("start");
    if (startFailure.isPresent()) {
      throw new LaunchException(startFailure.get());
    }
  }

  @Override
  public boolean reattach(String podId, Path runDirectory, PodProcess process, Listener listener) {
    calls.add("reattach");
    listeners.put(podId, listener);
    return alive;
  }

  @Override
  public List<AppExit> exits(Path runDirectory) {
    return exits;
  }

  @Override
  public void signal(String podId, int signal) {
    calls.add("signal " + signal);
  }

  @Override
  public Set<Integer> processes(String podId) {
    return Set.of();
  }

  @Override
  public void update(String podId, Limits limits) {
    calls.add("update " + limits.cpus().orElse(0));
  }

  @Override
  public Optional<PodUsage> usage(String podId) {
    return usage;
  }

  @Override
  public void destroy(String podId, Path runDirectory, Optional<PodProcess> process)
      throws LaunchException {
    calls.add("destroy");
    if (destroyFailures > 0) {
      destroyFailures--;
      throw new LaunchException("it does not go");
    }
  }

  @Override
  public Set<String> cgroups() {
    return Set.of();
  }
}
