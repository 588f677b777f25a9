/**
 * The types of the App Container specification, as values: identifiers, versions, labels, image
 * IDs, quantities, isolators, image and pod manifests, with their strict reader, a check that lists
 * all problems, and canonical writing. Owns no file and no thread; everybody may use it, it uses
 * nobody.
 */
@NullMarked
package io.mesosappc.appc.schema;

import org.jspecify.annotations.NullMarked;
