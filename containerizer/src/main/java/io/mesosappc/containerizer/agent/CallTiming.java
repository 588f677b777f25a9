package io.mesosappc.containerizer.agent;

import java.time.Duration;
import java.time.Instant;

/**
 * One call of the containerizer.
 *
 * @param verb e.g. {@code launch}
 * @param containerId whom it was about; empty for recover and containers
 * @param started when its process was about to be made
 * @param took from then until its exit was seen
 * @param status its exit status; 128 and the signal if it was killed
 */
public record CallTiming(
    String verb, String containerId, Instant started, Duration took, int status) {}
