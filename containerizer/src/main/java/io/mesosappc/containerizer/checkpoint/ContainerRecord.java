package io.mesosappc.containerizer.checkpoint;

import io.mesosappc.containerizer.request.ContainerRequest;
import io.mesosappc.isolators.types.PodProcess;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of a container, as it is kept on disk.
 *
 * @param format the version of this record, {@link #FORMAT}
 * @param phase how far it has come
 * @param request what was asked for; its resources are those of the last update
 * @param imageId the image it runs in, once found
 * @param app the name of its app in the pod; empty until it is planned
 * @param process its pod-init, once started
 * @param outcome how its app ended, once it has
 * @param created when its launch came
 */
public record ContainerRecord(
    int format,
    Phase phase,
    ContainerRequest request,
    Optional<String> imageId,
    String app,
    Optional<PodProcess> process,
    Optional<Outcome> outcome,
    Instant created) {
  /** The version of this record that this program reads and writes. */
  public static final int FORMAT = 1;

  /** A container whose launch has just come. */
  public static ContainerRecord fresh(ContainerRequest request, Instant now) {
    return new ContainerRecord(
        FORMAT,
        Phase.PROVISIONING,
        request,
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        now);
  }

  public ContainerRecord in(Phase next) {
    return new ContainerRecord(format, next, request, imageId, app, process, outcome, created);
  }

  public ContainerRecord withPlan(Optional<String> image, String appName) {
    return new ContainerRecord(format, phase, request, image, appName, process, outcome, created);
  }

  public ContainerRecord withProcess(PodProcess podInit) {
    return new ContainerRecord(
        format, phase, request, imageId, app, Optional.of(podInit), outcome, created);
  }

  public ContainerRecord withOutcome(Outcome ending) {
    return new ContainerRecord(
        format, phase, request, imageId, app, process, Optional.of(ending), created);
  }

  public ContainerRecord withRequest(ContainerRequest changed) {
    return new ContainerRecord(format, phase, changed, imageId, app, process, outcome, created);
  }
}
