package io.mesosappc.appc.store;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import java.nio.file.Path;

/**
 * A complete image in the store.
 *
 * @param id its ID
 * @param manifest its manifest
 * @param rootfs its files, rendered, never to be written to
 */
public record StoredImage(ImageId id, ImageManifest manifest, Path rootfs) {}
