/**
 * The recipe from an image's name to its layers on disk, straight down: name, store, discovery,
 * fetch, image, store. Owns the order of search and the one running import a reference; hands on
 * directories that a container can mount. The door of this module.
 */
@NullMarked
package io.mesosappc.appc.provision;

import org.jspecify.annotations.NullMarked;
