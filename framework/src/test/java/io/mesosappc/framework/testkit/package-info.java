/** A master for tests: speaks the v1 scheduler API over loopback, driven by the test. */
@NullMarked
package io.mesosappc.framework.testkit;

import org.jspecify.annotations.NullMarked;
