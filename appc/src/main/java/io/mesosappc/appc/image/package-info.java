/**
 * Image archives: reads an ACI in one streaming pass (decompress, hash, check, unpack), builds one
 * reproducibly from a layout, and says what is wrong with one. Owns the limits that a hostile
 * archive meets and the threads of a running extraction; hands on an unpacked directory and its
 * image ID. Called by store, discovery and by tools that build or check images.
 */
@NullMarked
package io.mesosappc.appc.image;

import org.jspecify.annotations.NullMarked;
