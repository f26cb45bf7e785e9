package io.tinyvol.cas;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads content by its digest. Every byte handed out has been decompressed and its digest compared.
 * Not thread-safe: one for each thread, closed by its owner before the store is.
 */
public interface ContentReader extends Closeable {
  /** What is known of a chunk, or null if the store does not have it. */
  @Nullable ContentInfo find(Digest digest) throws IOException;

  /**
   * The bytes of a piece of content, in a buffer that is valid until the next call.
   *
   * @throws CorruptDataException if the store does not have it, or has something else under its
   *     name
   */
  ByteBuffer read(ContentKind kind, Digest digest) throws IOException;

  @Override
  void close();
}
