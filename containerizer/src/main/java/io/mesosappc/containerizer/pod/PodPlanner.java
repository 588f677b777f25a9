package io.mesosappc.containerizer.pod;

import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.EnvironmentVariable;
import io.mesosappc.containerizer.checkpoint.Layout;
import io.mesosappc.containerizer.request.CommandRequest;
import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.isolators.capability.Capabilities;
import io.mesosappc.isolators.types.AppPlan;
import io.mesosappc.isolators.types.BindMount;
import io.mesosappc.isolators.types.Namespace;
import io.mesosappc.isolators.types.PodPlan;
import io.mesosappc.isolators.types.ProcessPlan;
import io.mesosappc.isolators.types.RootFs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what a pod is to be, from the request, the image's manifest and the configuration. Pure.
 */
final class PodPlanner {
  /** Room for a name in the kernel's and the specification's tables. */
  private static final int LONGEST_APP_NAME = 64;

  private final LimitRule limits;
  private final Layout layout;

  PodPlanner(LimitRule limits, Layout layout) {
    this.limits = limits;
    this.layout = layout;
  }

  /** The plan of a container that runs in an image. */
  Prepared inImage(ContainerRequest request, String imageId, ImageContents image)
      throws PreparationException {
    Networks networks = Networks.of(request.networks());
    List<String> notices = new ArrayList<>(networkNotices(networks));
    Optional<App> app = image.manifest().app();
    app.ifPresent(a -> notices.addAll(isolatorNotices(a)));
    Program program = Program.of(request.command(), app.map(App::exec));
    String target = request.sandboxTarget();
    List<BindMount> mounts = new ArrayList<>(image.hostFiles());
    mounts.add(new BindMount(request.sandbox(), target, false));
    mounts.addAll(Volumes.of(request, target).mounts());
    String name = appName(image.manifest().name().toString());
    Map<String, String> imageEnvironment = new LinkedHashMap<>();
    app.ifPresent(
        a -> {
          for (EnvironmentVariable variable : a.environment()) {
            imageEnvironment.put(variable.name(), variable.value());
          }
        });
    ProcessPlan process =
        new ProcessPlan(
            program.path(),
            program.arguments(),
            Environments.inImage(request, name, imageEnvironment),
            app.flatMap(App::workingDirectory).orElse(program.ofImage() ? "/" : target),
            identity(request.command(), app),
            Capabilities.DEFAULT,
            false);
    RootFs root =
        new RootFs.Overlay(
            image.layers(), layout.upper(request.id()), layout.overlayWork(request.id()), false);
    Set<Namespace> namespaces =
        EnumSet.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.PID);
    if (networks.own()) {
      namespaces.add(Namespace.NETWORK);
    }
    return prepared(
        request,
        Optional.of(imageId),
        namespaces,
        new Parts(name, root, mounts, process, request.hostname()),
        notices);
  }

  /** The plan of a container that runs on the host's files. */
  Prepared onHost(ContainerRequest request) throws PreparationException {
    Networks networks = Networks.of(request.networks());
    List<String> notices = new ArrayList<>(networkNotices(networks));
    Program program = Program.of(request.command(), Optional.empty());
    List<BindMount> mounts = Volumes.of(request, request.sandbox().toString()).mounts();
    if (request.hostname().isPresent()) {
      notices.add("host name '" + request.hostname().get() + "' is for containers with an image");
    }
    ProcessPlan process =
        new ProcessPlan(
            program.path(),
            program.arguments(),
            Environments.onHost(request),
            request.sandbox().toString(),
            identity(request.command(), Optional.empty()),
            Capabilities.ALL,
            false);
    Set<Namespace> namespaces =
        mounts.isEmpty() ? EnumSet.noneOf(Namespace.class) : EnumSet.of(Namespace.MOUNT);
    if (networks.own()) {
      namespaces.add(Namespace.NETWORK);
    }
    return prepared(
        request,
        Optional.empty(),
        namespaces,
        new Parts("host", new RootFs.Host(), mounts, process, Optional.empty()),
        notices);
  }

  /** What distinguishes the two kinds of container. */
  private record Parts(
      String name,
      RootFs root,
      List<BindMount> mounts,
      ProcessPlan process,
      Optional<String> hostname) {}

  private Prepared prepared(
      ContainerRequest request,
      Optional<String> imageId,
      Set<Namespace> namespaces,
      Parts parts,
      List<String> notices) {
    Path sandbox = request.sandbox();
    AppPlan app =
        new AppPlan(
            parts.name(),
            parts.root(),
            parts.mounts(),
            parts.process(),
            Optional.empty(),
            sandbox.resolve("stdout"),
            sandbox.resolve("stderr"));
    PodPlan plan =
        new PodPlan(
            request.id(),
            layout.container(request.id()),
            namespaces,
            parts.hostname(),
            limits.of(request.resources()),
            app);
    return new Prepared(plan, imageId, notices);
  }

  /**
   * Whom the app runs as: whom the task's command names, else whom the image names. The agent's own
   * choice counts only without an image that has an app, for a 1.0 agent says root for every task
   * with an image.
   */
  private static ProcessPlan.Identity identity(CommandRequest command, Optional<App> app) {
    if (command.user().isPresent()) {
      return ProcessPlan.Identity.user(command.user().get());
    }
    return app.map(
            a -> new ProcessPlan.Identity(a.user(), Optional.of(a.group()), a.supplementaryGids()))
        .orElseGet(() -> ProcessPlan.Identity.user(command.agentUser().orElse("0")));
  }

  private static List<String> networkNotices(Networks networks) {
    return networks.unknown().stream()
        .map(name -> "network '" + name + "' is not configured here: the host's network is used")
        .toList();
  }

  private static List<String> isolatorNotices(App app) {
    return app.isolators().stream()
        .map(
            isolator ->
                "isolator " + isolator.name() + " of the image is not enforced by this version")
        .toList();
  }

  /** An AC Name out of the last component of an image's name (spec §"AC Name Type"). */
  static String appName(String imageName) {
    String last = imageName.substring(imageName.lastIndexOf('/') + 1);
    String name =
        last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    if (name.length() > LONGEST_APP_NAME) {
      name = name.substring(0, LONGEST_APP_NAME).replaceAll("-+$", "");
    }
    return name.isEmpty() ? "app" : name;
  }
}
