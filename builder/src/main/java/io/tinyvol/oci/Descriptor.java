package io.tinyvol.oci;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What refers to a blob (descriptor.md).
 *
 * @param mediaType what is in it
 * @param digest its digest
 * @param sizeBytes its size
 * @param names what the image is called, if it is one
 * @param platform what it is for, or null where that is not said
 */
record Descriptor(
    String mediaType,
    BlobDigest digest,
    long sizeBytes,
    List<String> names,
    @Nullable Platform platform) {
  private static final Set<String> INDEXES =
      Set.of(
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json");
  private static final Set<String> MANIFESTS =
      Set.of(
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  static Descriptor of(JsonValue json) throws OciException {
    long size = json.get("size").number();
    if (size < 0) {
      throw new OciException("a blob of " + size + " bytes");
    }
    return new Descriptor(
        json.text("mediaType"),
        BlobDigest.parse(json.get("digest").text()),
        size,
        names(json.find("annotations")),
        platform(json.find("platform")));
  }

  private static List<String> names(@Nullable JsonValue annotations) throws OciException {
    if (annotations == null) {
      return List.of();
    }
    // Docker and containerd note the whole name beside the tag.
    return Stream.of(
            annotations.text("org.opencontainers.image.ref.name"),
            annotations.text("io.containerd.image.name"))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** A platform as indexes and configurations have it. */
  static @Nullable Platform platform(@Nullable JsonValue json) throws OciException {
    return json == null
        ? null
        : new Platform(json.text("os"), json.text("architecture"), json.text("variant"));
  }

  boolean isIndex() {
    return INDEXES.contains(mediaType);
  }

  boolean isManifest() {
    return MANIFESTS.contains(mediaType);
  }
}
