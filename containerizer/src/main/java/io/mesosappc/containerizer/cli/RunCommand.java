package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.containerizer.agent.AgentConfig;
import io.mesosappc.containerizer.agent.AgentException;
import io.mesosappc.containerizer.agent.EmbeddedAgent;
import io.mesosappc.containerizer.agent.RunningTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.mesos.Protos.FrameworkID;
import org.apache.mesos.Protos.FrameworkInfo;
import org.apache.mesos.Protos.TaskInfo;
import org.apache.mesos.Protos.TaskState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code mesos-appc run}: app definitions on an agent of its own, through the real client and
 * daemon.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Marathon app definitions on this machine, without a Mesos cluster: an embedded agent does what a Mesos 1.0.4 agent does,"
          + " with the real containerizer client and a daemon of this run's own. Ends when all tasks have, or with ^C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mesos-appc run config/examples/marathon/hello.json",
      "  mesos-appc run --images /srv/acis my-app.json"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every task finished",
      "1:a task failed, or nothing could be run",
      "2:wrong option"
    })
public final class RunCommand implements Callable<Integer> {
  private final Path client;
  private final Path scheduler;

  @Spec private CommandSpec spec;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "A directory with ACIs; may be given several times.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "Where to make the directory for this run (default: ${DEFAULT-VALUE}).",
      defaultValue = "/tmp")
  private Path parent = Path.of("/tmp");

  @Parameters(paramLabel = "APP.json", arity = "1..*", description = "Marathon app definitions.")
  private List<Path> definitions = new ArrayList<>();

  /**
   * @param client the containerizer client to run
   * @param scheduler the scheduler program, which translates definitions
   */
  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  public RunCommand(Path client, Path scheduler) {
    this.client = client;
    this.scheduler = scheduler;
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (!"root".equals(System.getProperty("user.name"))) {
        throw new IOException("containers need namespaces, mounts and cgroups: run this as root");
      }
      List<TaskInfo> tasks = SchedulerTasks.of(scheduler, definitions);
      Workplace place = Workplace.make(parent, images);
      provide(place, tasks, out);
      return run(place, tasks, out);
    } catch (IOException | AgentException e) {
      err.println("mesos-appc run: " + e.getMessage());
      return 1;
    }
  }

  /** Makes the demonstration image if a task names it. */
  private static void provide(Workplace place, List<TaskInfo> tasks, PrintWriter out)
      throws IOException {
    boolean named =
        tasks.stream()
            .anyMatch(
                task ->
                    task.getContainer()
                        .getMesos()
                        .getImage()
                        .getAppc()
                        .getName()
                        .equals(DemonstrationImage.NAME));
    if (named) {
      Path file = place.images().resolve("hello.aci");
      ImageId id = DemonstrationImage.write(file);
      out.println("image     " + file + " (" + Files.size(file) / 1024 + " KB)");
      out.println("          " + id);
    }
  }

  private Integer run(Workplace place, List<TaskInfo> tasks, PrintWriter out)
      throws IOException, AgentException, InterruptedException {
    AtomicBoolean stopped = new AtomicBoolean();
    AgentConfig config =
        AgentConfig.of("exec " + client, place.agent()).withEnvironment(place.environment());
    EmbeddedAgent agent = EmbeddedAgent.start(config);
    Thread stop = new Thread(() -> stop(agent, place, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      out.println("agent     " + agent.agentEndpoint() + ", containerizer " + client);
      out.flush();
      FrameworkInfo framework =
          FrameworkInfo.newBuilder()
              .setUser("root")
              .setName("mesos-appc run")
              .setId(FrameworkID.newBuilder().setValue("mesos-appc-run"))
              .setCheckpoint(true)
              .build();
      List<TaskView> views = new ArrayList<>();
      for (TaskInfo task : tasks) {
        long asked = System.nanoTime();
        RunningTask running = agent.launch(task, framework);
        views.add(new TaskView(running, asked, agent, out));
      }
      for (TaskView view : views) {
        view.follow();
      }
      views.forEach(TaskView::summary);
      out.println(
          "calls     of the agent to the containerizer, from fork to exit as the agent sees it (it looks every 100 ms)");
      agent
          .calls()
          .forEach(
              call ->
                  out.printf(
                      "          %-10s %6.1f ms  exit %d%n",
                      call.verb(), call.took().toNanos() / 1e6, call.status()));
      boolean all = views.stream().allMatch(view -> view.state() == TaskState.TASK_FINISHED);
      return all ? 0 : 1;
    } finally {
      stop(agent, place, stopped);
      removeHook(stop);
      out.println(
          "left      nothing runs or is mounted; sandboxes, log and image store are in "
              + place.base());
      out.println(
          "          daemon's log " + place.log() + "; remove all with: rm -r " + place.base());
      out.flush();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already: ^C
    }
  }

  private static void stop(EmbeddedAgent agent, Workplace place, AtomicBoolean stopped) {
    if (stopped.compareAndSet(false, true)) {
      agent.close();
      try {
        place.stopDaemon();
      } catch (IOException e) {
        System.err.println("mesos-appc run: the daemon is not stopped: " + e.getMessage());
      }
    }
  }
}
