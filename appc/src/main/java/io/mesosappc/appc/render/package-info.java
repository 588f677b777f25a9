/**
 * Rendering: from an image and those it depends on to one file system (spec ace.md §Filesystem
 * Setup). Owns the graph of dependencies, the order of layers, path whitelists and the composed
 * trees below the store's {@code rendered/}; learns of other images only through {@link
 * ImageResolver}. Hands on directories, top first, for an overlay mount. Called by provision;
 * {@link Renderer} is the door. Where the specification is silent: {@link PathWhitelist}, {@link
 * MergedTree}.
 */
@NullMarked
package io.mesosappc.appc.render;

import org.jspecify.annotations.NullMarked;
