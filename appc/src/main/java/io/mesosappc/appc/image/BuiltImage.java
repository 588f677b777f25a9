package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;

/**
 * What a build made.
 *
 * @param id the image's ID
 * @param manifest the manifest in it
 * @param entries files, directories and links below and including {@code rootfs}
 * @param fileBytes length of the archive as it was written, compressed
 */
public record BuiltImage(ImageId id, ImageManifest manifest, int entries, long fileBytes) {}
