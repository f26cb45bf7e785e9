package io.tinyvol.oci;

import java.util.ArrayList;
import java.util.List;

/**
 * What an image's configuration says of it (config.md).
 *
 * @param platform what it is for
 * @param contentDigests the digests of its layers, unpacked, the lowest first
 */
record ImageConfig(Platform platform, List<BlobDigest> contentDigests) {
  static ImageConfig parse(byte[] document, String where) throws OciException {
    JsonValue json = JsonValue.parse(document, where);
    JsonValue rootfs = json.find("rootfs");
    if (rootfs == null) {
      throw new OciException(where + " is no configuration of an image of files");
    }
    List<BlobDigest> digests = new ArrayList<>();
    for (JsonValue digest : rootfs.items("diff_ids")) {
      digests.add(BlobDigest.parse(digest.text()));
    }
    Platform platform =
        new Platform(json.text("os"), json.text("architecture"), json.text("variant"));
    return new ImageConfig(platform, digests);
  }

  /**
   * Checks that there are as many digests as layers.
   *
   * @throws OciException if not
   */
  void checkLayers(int count) throws OciException {
    if (contentDigests.size() != count) {
      throw new OciException(
          "the manifest has %d layers, and the configuration %d"
              .formatted(count, contentDigests.size()));
    }
  }
}
