/**
 * From what a person wrote to where an image may be: parses image references, searches an
 * operator's directories, renders the locations of simple discovery, and reads the pages of meta
 * discovery, which it gets through {@link io.mesosappc.appc.discovery.Pages}. Its door is {@link
 * io.mesosappc.appc.discovery.Discovery}. Called by provision, and for its types by whoever takes
 * image names from outside.
 */
@NullMarked
package io.mesosappc.appc.discovery;

import org.jspecify.annotations.NullMarked;
