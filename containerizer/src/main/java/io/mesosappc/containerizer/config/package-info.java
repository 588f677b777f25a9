/**
 * What an operator sets: reads the daemon's YAML file into immutable records, reports every problem
 * of the file at once, and writes the reference page from the same table of keys. Hands on {@code
 * DaemonConfig}; its text types {@code StoutDuration} and {@code Bytes} also read the agent's own
 * settings. May be called by every package above; calls none.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.config;
