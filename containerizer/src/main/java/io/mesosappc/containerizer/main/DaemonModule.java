package io.mesosappc.containerizer.main;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.containerizer.checkpoint.ContainerRecords;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.config.DaemonConfig;
import io.mesosappc.containerizer.config.UnknownNetwork;
import io.mesosappc.containerizer.executor.ExecutorSessions;
import io.mesosappc.containerizer.image.ImageSettings;
import io.mesosappc.containerizer.image.LinuxSpecialFiles;
import io.mesosappc.containerizer.lifecycle.AgentSessions;
import io.mesosappc.containerizer.lifecycle.Containers;
import io.mesosappc.containerizer.lifecycle.Surroundings;
import io.mesosappc.containerizer.lifecycle.TaskSessions;
import io.mesosappc.containerizer.pod.LimitRule;
import io.mesosappc.containerizer.pod.PodPreparation;
import io.mesosappc.containerizer.pod.Preparation;
import io.mesosappc.containerizer.protocol.CallHandler;
import io.mesosappc.containerizer.protocol.Verbs;
import io.mesosappc.containerizer.recovery.Recovery;
import io.mesosappc.containerizer.sandbox.FetchLimits;
import io.mesosappc.containerizer.sandbox.SandboxFetcher;
import io.mesosappc.isolators.launch.LaunchException;
import io.mesosappc.isolators.launch.LinuxPods;
import io.mesosappc.isolators.launch.Pods;
import io.mesosappc.isolators.launch.PodsConfig;
import io.mesosappc.isolators.syscall.LinuxSyscalls;
import io.mesosappc.isolators.syscall.Syscalls;
import java.io.IOException;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts the daemon together. */
public final class DaemonModule extends AbstractModule {
  private final DaemonSettings settings;

  DaemonModule(DaemonSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(DaemonSettings.class).toInstance(settings);
    bind(DaemonConfig.class).toInstance(settings.config());
    bind(Clock.class).toInstance(Clock.systemUTC());
    bind(Syscalls.class).toInstance(new LinuxSyscalls());
    bind(Layout.class)
        .toInstance(new Layout(settings.config().runDir(), settings.config().workDir()));
  }

  @Provides
  @Singleton
  LinuxPods linuxPods(DaemonConfig config, Syscalls syscalls) throws LaunchException {
    return new LinuxPods(
        new PodsConfig(settings.installation().podInit(), config.cgroupRoot()), syscalls);
  }

  @Provides
  Pods pods(LinuxPods linux) {
    return linux;
  }

  @Provides
  @Singleton
  ContainerRecords records(Layout layout) {
    return new ContainerRecords(layout);
  }

  @Provides
  SpecialFiles specialFiles(Syscalls syscalls) {
    return new LinuxSpecialFiles(syscalls);
  }

  @Provides
  @Singleton
  Provisioner provisioner(DaemonConfig config, SpecialFiles specialFiles) throws IOException {
    return Provisioner.open(
        ImageSettings.of(config, System.getenv()), specialFiles, FileCloner.NONE);
  }

  @Provides
  @Singleton
  ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(named("timer"));
  }

  @Provides
  LimitRule limits(DaemonConfig config) {
    return new LimitRule(config.limits().cpuQuota(), OptionalLong.of(config.limits().pids()));
  }

  @Provides
  @Singleton
  Preparation preparation(
      DaemonConfig config,
      Provisioner provisioner,
      LimitRule limits,
      Layout layout,
      ScheduledExecutorService timer) {
    return PodPreparation.of(
        provisioner,
        new SandboxFetcher(FetchLimits.defaults()),
        limits,
        layout,
        timer,
        config.images().fetchTimeout(),
        config.unknownNetwork() == UnknownNetwork.REFUSE);
  }

  @Provides
  @Singleton
  ExecutorSessions executorSessions() {
    return new ExecutorSessions();
  }

  @Provides
  TaskSessions sessions(ExecutorSessions sessions, Layout layout) {
    return new AgentSessions(sessions, layout);
  }

  @Provides
  @Singleton
  Surroundings surroundings(
      Pods pods,
      Preparation preparation,
      LimitRule limits,
      ContainerRecords records,
      TaskSessions sessions,
      ScheduledExecutorService timer) {
    return new Surroundings(
        pods,
        preparation,
        limits,
        records,
        sessions,
        Executors.newCachedThreadPool(named("container")),
        timer,
        Clock.systemUTC());
  }

  @Provides
  @Singleton
  Containers containers(Surroundings surroundings) {
    return new Containers(surroundings);
  }

  @Provides
  Warmth warmth(Surroundings surroundings, Containers containers, Layout layout) {
    return new Warmth(
        surroundings, containers, layout, settings.installation().podInit(), Warmth.ROUNDS);
  }

  @Provides
  CallHandler handler(Containers containers, Clock clock) {
    return new Verbs(containers, clock);
  }

  @Provides
  Recovery recovery(
      ContainerRecords records, Pods pods, Containers containers, Preparation preparation) {
    return new Recovery(records, pods, containers, preparation);
  }

  @Provides
  @Singleton
  StoreKeeping storeKeeping(
      DaemonConfig config,
      Provisioner provisioner,
      Syscalls syscalls,
      ScheduledExecutorService timer) {
    return new StoreKeeping(config, provisioner, syscalls, timer);
  }

  @Provides
  @Singleton
  Daemon daemon(CallHandler handler, Recovery recovery, Warmth warmth, StoreKeeping storeKeeping) {
    return new Daemon(settings, handler, recovery, warmth, storeKeeping);
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return job -> {
      Thread thread = new Thread(job, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
