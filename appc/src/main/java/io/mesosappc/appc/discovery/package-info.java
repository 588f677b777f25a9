/**
 * From what a person wrote to where an image may be: parses image references, renders the locations
 * of simple discovery, and finds images in an operator's directories. Fetches nothing. Called by
 * provision, and for its types by whoever takes image names from outside.
 */
@NullMarked
package io.mesosappc.appc.discovery;

import org.jspecify.annotations.NullMarked;
