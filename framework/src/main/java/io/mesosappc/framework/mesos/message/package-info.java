/**
 * The words between scheduler and master as plain values: events, calls, offers, resources,
 * updates. Holds no service. The one Mesos type inside, the task to launch, is wrapped. Used by
 * everything above.
 */
@NullMarked
package io.mesosappc.framework.mesos.message;

import org.jspecify.annotations.NullMarked;
