package io.mesosappc.containerizer.agent;

import io.mesosappc.containerizer.protocol.record.Records.Termination;
import java.util.Optional;

/**
 * How a container ended, as the agent knows it.
 *
 * @param termination the record that {@code wait} answered; empty after a destroy, or if it
 *     answered none
 * @param message what an agent would log
 */
public record Ending(Optional<Termination> termination, String message) {}
