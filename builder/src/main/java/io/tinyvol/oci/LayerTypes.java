package io.tinyvol.oci;

import java.util.Set;

/** The media types of layers. What compresses them is seen in the data. */
final class LayerTypes {
  private static final Set<String> KNOWN =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar",
          "application/vnd.oci.image.layer.v1.tar+gzip",
          "application/vnd.oci.image.layer.v1.tar+zstd",
          "application/vnd.docker.image.rootfs.diff.tar",
          "application/vnd.docker.image.rootfs.diff.tar.gzip",
          "application/vnd.docker.image.rootfs.diff.tar.zstd");

  private LayerTypes() {}

  /**
   * Checks that a layer can be read.
   *
   * @throws OciException if not
   */
  static void check(String mediaType, String layer) throws OciException {
    if (KNOWN.contains(mediaType)) {
      return;
    }
    if (mediaType.endsWith("+encrypted")) {
      throw new OciException(layer + " is encrypted; decrypt the image first, as with skopeo");
    }
    if (mediaType.contains("nondistributable") || mediaType.contains(".foreign.")) {
      throw new OciException(layer + " is foreign: such layers are not in the image but elsewhere");
    }
    throw new OciException(layer + " has the unknown media type " + Shown.text(mediaType));
  }
}
