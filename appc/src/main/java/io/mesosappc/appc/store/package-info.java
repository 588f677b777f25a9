/**
 * The content-addressed store of rendered images. Owns every file below its directory; takes a
 * stream that nobody has checked and hands on images that are complete, checked and never change.
 * Called by provision; several threads and processes may use one directory.
 */
@NullMarked
package io.mesosappc.appc.store;

import org.jspecify.annotations.NullMarked;
