/**
 * Capabilities by name and number (man 7 capabilities; linux/capability.h). Called by everybody who
 * plans or makes a process.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.capability;
