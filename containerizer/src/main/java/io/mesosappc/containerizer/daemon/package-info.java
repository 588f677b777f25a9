/**
 * The daemon's socket: owns the run directory (one daemon per directory), the connections of the
 * client processes and the format of what they exchange. Hands each complete call to a {@code
 * protocol.CallHandler} and its answers back. Called by {@code main} only.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.daemon;
