/**
 * The content-addressed store of rendered images. Owns every file below its directory; takes a
 * stream that nobody has checked, asks an admission about it, and hands on images that are complete
 * and checked, never change, and stay while a lease, a pin or a reference holds them. Damage is
 * noticed and moved aside. Called by provision and by programs that manage images; several threads
 * and processes may use one directory.
 */
@NullMarked
package io.mesosappc.appc.store;

import org.jspecify.annotations.NullMarked;
