/**
 * The image library as this program uses it: what the configuration says of images in the library's
 * terms, and what Linux adds to it. Knows no containers; main and cli open the library with it.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.image;
