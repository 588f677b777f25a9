/**
 * What survives the daemon: a record per container, written before the act that it describes, and
 * the one class that names every file. Called by {@code lifecycle} and {@code recovery}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.checkpoint;
