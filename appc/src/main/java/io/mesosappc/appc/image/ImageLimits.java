package io.mesosappc.appc.image;

/**
 * How much an archive may ask for before it is refused.
 *
 * @param uncompressedBytes length of the tar file, and likewise of all files together (sparse files
 *     count at full length)
 * @param ratio uncompressed length divided by compressed length, looked at after the first 64 MiB
 * @param entries number of files, directories and links
 * @param nameBytes length of one path or link target in bytes
 * @param headerBytes length of one extended tar header (long names, extended attributes) in bytes
 * @param manifestBytes length of the manifest
 * @param manifestDepth nesting of objects and arrays in the manifest
 * @param decompressorBytes working memory that an xz stream may ask for
 */
public record ImageLimits(
    long uncompressedBytes,
    int ratio,
    int entries,
    int nameBytes,
    int headerBytes,
    int manifestBytes,
    int manifestDepth,
    int decompressorBytes) {

  /**
   * 64 GiB, 500 : 1, a million entries, 4,096-byte names, 1 MiB headers, 4 MiB manifest of depth
   * 64, 128 MiB.
   */
  public static final ImageLimits DEFAULT =
      new ImageLimits(64L << 30, 500, 1_000_000, 4096, 1 << 20, 4 << 20, 64, 128 << 20);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public ImageLimits {
    if (uncompressedBytes <= 0
        || ratio <= 0
        || entries <= 0
        || nameBytes <= 0
        || headerBytes <= 0
        || manifestBytes <= 0
        || manifestDepth <= 0
        || decompressorBytes <= 0) {
      throw new IllegalArgumentException("an image limit is not positive");
    }
  }

  /** These limits with another total length. */
  public ImageLimits withUncompressedBytes(long bytes) {
    return new ImageLimits(
        bytes,
        ratio,
        entries,
        nameBytes,
        headerBytes,
        manifestBytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another ratio. */
  public ImageLimits withRatio(int highest) {
    return new ImageLimits(
        uncompressedBytes,
        highest,
        entries,
        nameBytes,
        headerBytes,
        manifestBytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another number of entries. */
  public ImageLimits withEntries(int most) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        most,
        nameBytes,
        headerBytes,
        manifestBytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another length of a path. */
  public ImageLimits withNameBytes(int bytes) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        entries,
        bytes,
        headerBytes,
        manifestBytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another length of an extended header. */
  public ImageLimits withHeaderBytes(int bytes) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        entries,
        nameBytes,
        bytes,
        manifestBytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another length of the manifest. */
  public ImageLimits withManifestBytes(int bytes) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        entries,
        nameBytes,
        headerBytes,
        bytes,
        manifestDepth,
        decompressorBytes);
  }

  /** These limits with another nesting of the manifest. */
  public ImageLimits withManifestDepth(int deepest) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        entries,
        nameBytes,
        headerBytes,
        manifestBytes,
        deepest,
        decompressorBytes);
  }

  /** These limits with another working memory of a decompressor. */
  public ImageLimits withDecompressorBytes(int bytes) {
    return new ImageLimits(
        uncompressedBytes,
        ratio,
        entries,
        nameBytes,
        headerBytes,
        manifestBytes,
        manifestDepth,
        bytes);
  }
}
