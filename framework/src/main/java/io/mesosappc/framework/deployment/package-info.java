/**
 * Brings every app to its number of instances and keeps it there. Owns the decisions (a core that
 * returns effects) and the one loop that applies them. Called by main.
 */
@NullMarked
package io.mesosappc.framework.deployment;

import org.jspecify.annotations.NullMarked;
