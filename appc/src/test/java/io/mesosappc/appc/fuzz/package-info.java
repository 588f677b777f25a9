/**
 * Fuzzing: targets that take any bytes, the kept corpus run as a plain test, and a test that lets
 * Jazzer look for more. Seeds and findings are in {@code src/test/resources/fuzz}.
 */
@NullMarked
package io.mesosappc.appc.fuzz;

import org.jspecify.annotations.NullMarked;
