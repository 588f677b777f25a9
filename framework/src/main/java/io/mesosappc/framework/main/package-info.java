/** The command line and the wiring. Composition root: nobody imports it. */
@NullMarked
package io.mesosappc.framework.main;

import org.jspecify.annotations.NullMarked;
