/**
 * Reads Marathon app JSON (apps, arrays of apps, groups) into definitions and finds every problem
 * at once. Hands on: {@code AppDefinitions}. Called by main and by tests.
 */
@NullMarked
package io.mesosappc.framework.definition.marathon;

import org.jspecify.annotations.NullMarked;
