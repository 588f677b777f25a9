/** The devices of an app's /dev (spec OS-SPEC.md). Called by {@code mount}. */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.device;
