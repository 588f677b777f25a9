package io.mesosappc.appc.render;

/**
 * How much an image may bring with it, and how much one overlay mount takes.
 *
 * @param images number of different images in one rendering, the image itself included
 * @param depth number of images in the longest chain of dependencies, the image itself included
 * @param layers number of lower layers of one overlay mount
 * @param layerBytes length of all layers' paths in the mount's options, in bytes, separators and
 *     escapes included; the options of mount(2) are one page, of which upper and work directory
 *     take their part
 */
public record RenderLimits(int images, int depth, int layers, int layerBytes) {

  /** 512 images, 64 deep; 64 layers, whose paths take 3,072 of a page's 4,096 bytes. */
  public static final RenderLimits DEFAULT = new RenderLimits(512, 64, 64, 3072);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one of them is not positive
   */
  public RenderLimits {
    if (images <= 0 || depth <= 0 || layers <= 0 || layerBytes <= 0) {
      throw new IllegalArgumentException("a limit of rendering is not positive");
    }
  }
}
