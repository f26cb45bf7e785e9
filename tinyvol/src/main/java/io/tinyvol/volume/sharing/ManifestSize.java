package io.tinyvol.volume.sharing;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.chunkset.ChunkNumbers;
import io.tinyvol.volume.chunkset.DigestParts;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;

/**
 * What a volume's manifest consists of.
 *
 * @param bytes the plain bytes of its nodes, the root included
 * @param chunks the distinct chunks that it maps
 */
public record ManifestSize(long bytes, long chunks) {
  /** Walks a manifest. */
  public static ManifestSize of(ManifestReader manifest) throws IOException {
    long chunks = 0;
    DigestParts parts = DigestParts.forChunks(manifest.root().extents());
    for (int p = 0; p < parts.count(); p++) {
      int part = p;
      ChunkNumbers distinct = new ChunkNumbers();
      manifest.forEachExtent(
          extent -> {
            Digest chunk = extent.chunk();
            if (parts.contains(part, chunk)) {
              distinct.add(chunk);
            }
          });
      chunks += distinct.size();
    }
    return new ManifestSize(manifest.nodeBytes(), chunks);
  }
}
