package io.tinyvol.volume.manifest;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.format.ManifestNode;
import org.jspecify.annotations.Nullable;

/** Nodes that were read lately. */
public interface NodeCache {
  /** A node, if it is there. */
  @Nullable ManifestNode get(Digest digest);

  /** Remembers a node. */
  void put(Digest digest, ManifestNode node);
}
