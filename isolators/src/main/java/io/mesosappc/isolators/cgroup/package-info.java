/**
 * Control groups: detects what the kernel offers, and makes, resizes, reads, empties and removes
 * the groups of pods. A controller is a class of {@code v1} or {@code v2}. Plain files, no system
 * call but those of the JDK. Called by {@code launch}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.cgroup;
