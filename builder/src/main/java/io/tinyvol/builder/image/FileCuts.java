package io.tinyvol.builder.image;

import io.tinyvol.builder.cut.CutPlan;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.volume.VolumeGeometry;
import java.io.IOException;
import java.util.List;

/** temporary */
record FileCuts(CutPlan plan, int blockBytes, List<String> notes) {
  static FileCuts of(SparseSource source, int maxChunkBytes) throws IOException {
    int blockBytes = VolumeGeometry.DEFAULT_BLOCK_BYTES;
    return new FileCuts(CutPlan.fixed(maxChunkBytes / blockBytes), blockBytes, List.of());
  }
}
