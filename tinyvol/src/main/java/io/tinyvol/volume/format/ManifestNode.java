package io.tinyvol.volume.format;

/** A node of a manifest below its root. */
public sealed interface ManifestNode permits InteriorNode, LeafNode {
  /** The node's length in bytes. */
  int sizeBytes();
}
