package io.tinyvol.blockdev;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.Extent;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Loads the bytes of extents, verified. Not thread-safe: one for each thread. */
final class ExtentLoader implements Closeable {
  private final ContentReader content;
  private @Nullable Digest loaded;
  private ByteBuffer chunk = ByteBuffer.allocate(0);

  ExtentLoader(ContentReader content) {
    this.content = content;
  }

  /** Appends the bytes of an extent to {@code dst}. */
  void load(Extent extent, int blockBytes, ByteBuffer dst) throws IOException {
    if (loaded == null || !loaded.equals(extent.chunk())) {
      loaded = null; // a chunk that fails to load must not be taken for the one before
      chunk = content.read(ContentKind.CHUNK, extent.chunk());
      loaded = extent.chunk();
    }
    if (chunk.remaining() != extent.chunkBytes()) {
      throw new CorruptDataException(
          "chunk " + extent.chunk(),
          "is " + chunk.remaining() + " bytes, the manifest says " + extent.chunkBytes());
    }
    int offset = extent.chunkOffsetBlocks() * blockBytes;
    dst.put(chunk.slice(offset, extent.blockCount() * blockBytes));
  }

  @Override
  public void close() {
    content.close();
  }
}
