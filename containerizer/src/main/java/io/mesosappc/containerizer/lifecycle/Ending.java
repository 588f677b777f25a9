package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.checkpoint.Outcome;
import java.util.Optional;

/**
 * How a container went.
 *
 * @param outcome how its app ended; absent if the container was destroyed before
 * @param commandTask whether its task's end was reported by our own executor
 */
public record Ending(Optional<Outcome> outcome, boolean commandTask) {}
