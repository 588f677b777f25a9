/**
 * The types of the App Container specification, as values: identifiers, versions, labels, image IDs
 * and the image manifest, with its strict reader and canonical writing. Owns no file and no thread;
 * everybody may use it, it uses nobody.
 */
@NullMarked
package io.mesosappc.appc.schema;

import org.jspecify.annotations.NullMarked;
