/**
 * What survives the scheduler: the framework ID and the tasks it launched. Owns the state directory
 * and its format. Called by deployment (through {@code StateStore}) and main.
 */
@NullMarked
package io.mesosappc.framework.state;

import org.jspecify.annotations.NullMarked;
