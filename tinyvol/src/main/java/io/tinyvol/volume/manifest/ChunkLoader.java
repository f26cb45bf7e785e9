package io.tinyvol.volume.manifest;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Loads parts of chunks, verified, and puts back the zeros that chunks are kept without. Remembers
 * the chunk loaded last, for extents that follow each other often share one. Not thread-safe: one
 * for each thread.
 */
public final class ChunkLoader implements Closeable {
  private static final int UNIT_BYTES = 4096;
  private static final byte[] ZEROS = new byte[UNIT_BYTES];

  private final ContentReader content;
  private @Nullable Digest loaded;
  private ByteBuffer chunk = ByteBuffer.allocate(0);

  /**
   * A loader that reads with {@code content}, and closes it. Nobody else may read with it: what it
   * read last must stay in its buffer.
   */
  public ChunkLoader(ContentReader content) {
    this.content = content;
  }

  /**
   * Appends a part of a chunk to {@code dst}.
   *
   * @param chunkBytes the chunk's length with its zeros, as the manifest has it
   * @param offsetBytes where in the chunk the part starts
   * @param lengthBytes how long the part is; it ends within {@code chunkBytes}
   * @throws CorruptDataException if the chunk is missing, damaged, or of another length
   */
  public void load(Digest digest, int chunkBytes, int offsetBytes, int lengthBytes, ByteBuffer dst)
      throws IOException {
    if (loaded == null || !loaded.equals(digest)) {
      loaded = null; // a chunk that fails to load must not be taken for the one before
      chunk = content.read(ContentKind.CHUNK, digest);
      loaded = digest;
    }
    copy(digest, chunk, chunkBytes, offsetBytes, lengthBytes, dst);
  }

  /**
   * Appends a part of a chunk to {@code dst}. The parameters are as for {@link #load}.
   *
   * @param chunk what is kept of it, from position to limit, which does not change
   */
  public static void copy(
      Digest digest,
      ByteBuffer chunk,
      int chunkBytes,
      int offsetBytes,
      int lengthBytes,
      ByteBuffer dst)
      throws CorruptDataException {
    int kept = chunk.remaining();
    if (kept > chunkBytes || kept <= chunkBytes - UNIT_BYTES) {
      throw new CorruptDataException(
          "chunk " + digest, "is " + kept + " bytes, the manifest says " + chunkBytes);
    }
    int present = Math.clamp(kept - offsetBytes, 0, lengthBytes);
    dst.put(chunk.slice(chunk.position() + Math.min(offsetBytes, kept), present));
    for (int zeros = lengthBytes - present; zeros > 0; zeros -= UNIT_BYTES) {
      dst.put(ZEROS, 0, Math.min(zeros, UNIT_BYTES));
    }
  }

  @Override
  public void close() {
    content.close();
  }
}
