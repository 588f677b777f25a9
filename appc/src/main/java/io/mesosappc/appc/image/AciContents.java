package io.mesosappc.appc.image;

import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;

/**
 * What an extraction found.
 *
 * @param id digest of the whole uncompressed tar file
 * @param manifest the image's manifest
 * @param uncompressedBytes length of the tar file
 * @param diskBytes what the files take on a disk with blocks of 4 KiB, holes left out
 * @param entries files, directories and links below and including {@code rootfs}
 * @param skippedSpecialFiles device nodes and FIFOs (and links to them) that were passed over
 * @param skippedAttributes extended attributes that were passed over
 */
public record AciContents(
    ImageId id,
    ImageManifest manifest,
    long uncompressedBytes,
    long diskBytes,
    int entries,
    int skippedSpecialFiles,
    int skippedAttributes) {}
