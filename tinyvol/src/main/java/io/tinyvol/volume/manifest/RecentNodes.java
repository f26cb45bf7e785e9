package io.tinyvol.volume.manifest;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.format.ManifestNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reader's nodes. Not thread-safe. */
final class RecentNodes implements NodeCache {
  /** At some 30 KB a leaf, a few MB. */
  private static final int MOST = 128;

  private final Map<Digest, ManifestNode> nodes = new LinkedHashMap<>(64, 0.75f, true);

  @Override
  public @Nullable ManifestNode get(Digest digest) {
    return nodes.get(digest);
  }

  @Override
  public void put(Digest digest, ManifestNode node) {
    if (nodes.size() >= MOST) {
      nodes.remove(nodes.keySet().iterator().next());
    }
    nodes.put(digest, node);
  }
}
