/**
 * Builds the Mesos task of one instance from its definition and the place found for it. Pure.
 * Called by deployment and by main's dry run.
 */
@NullMarked
package io.mesosappc.framework.task;

import org.jspecify.annotations.NullMarked;
