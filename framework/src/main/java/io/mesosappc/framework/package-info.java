/**
 * Mesos v1 scheduler for App Container images. Read the packages in the order of the way of an app:
 * main, deployment, offers, task, mesos, state, definition.marathon, definition. Calls go down that
 * list, never up.
 */
@NullMarked
package io.mesosappc.framework;

import org.jspecify.annotations.NullMarked;
