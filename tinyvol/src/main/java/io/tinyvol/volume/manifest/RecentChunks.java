package io.tinyvol.volume.manifest;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.manifest.ManifestDiff.Content;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Chunks that were read lately, plain: who walks a file system goes back and forth between its
 * directories and its tables of inodes. Not thread-safe.
 */
final class RecentChunks implements Closeable {
  /** Some hundred chunks of 64 KiB, and still several of the longest that there may be. */
  private static final int MAX_BYTES = 8 << 20;

  private final ChunkLoader loader;
  private final Map<Digest, byte[]> chunks = new LinkedHashMap<>(64, 0.75f, true);
  private int bytes;

  /** Reads with {@code loader}, and closes it. */
  RecentChunks(ChunkLoader loader) {
    this.loader = loader;
  }

  /** Appends the first {@code lengthBytes} of a part of a chunk to {@code dst}. */
  void load(Content part, int lengthBytes, ByteBuffer dst) throws IOException {
    byte[] chunk = chunks.get(part.chunk());
    // Of another length only where a manifest is wrong, which the loader tells.
    if (chunk == null || chunk.length != part.chunkBytes()) {
      chunk = new byte[part.chunkBytes()];
      loader.load(part.chunk(), chunk.length, 0, chunk.length, ByteBuffer.wrap(chunk));
      keep(part.chunk(), chunk);
    }
    dst.put(chunk, part.offsetBytes(), lengthBytes);
  }

  private void keep(Digest digest, byte[] chunk) {
    bytes += chunk.length;
    byte[] replaced = chunks.put(digest, chunk);
    bytes -= replaced == null ? 0 : replaced.length;
    Iterator<byte[]> eldest = chunks.values().iterator();
    while (bytes > MAX_BYTES) {
      bytes -= eldest.next().length;
      eldest.remove();
    }
  }

  @Override
  public void close() {
    loader.close();
  }
}
