package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentKind;
import io.tinyvol.cas.Digest;
import java.nio.ByteBuffer;

/**
 * The keys of the chunk database (see docs/store-format.md): a byte for the kind of record, then
 * the digest. A chunk's facts are apart from its bytes, so that looking for a chunk, and listing
 * chunks, never reads content.
 */
final class Keys {
  /** A chunk's plain and stored lengths. */
  static final byte CHUNK_FACTS = 1;

  /** A chunk's record. */
  static final byte CHUNK = 2;

  /** A manifest node's record. */
  static final byte NODE = 3;

  static final int BYTES = 1 + Digest.BYTES;

  private Keys() {}

  static byte record(ContentKind kind) {
    return switch (kind) {
      case CHUNK -> CHUNK;
      case NODE -> NODE;
    };
  }

  /** What is listed for a kind: a chunk's facts, for these are short. */
  static byte index(ContentKind kind) {
    return switch (kind) {
      case CHUNK -> CHUNK_FACTS;
      case NODE -> NODE;
    };
  }

  /** Puts a key into a buffer of {@link #BYTES} bytes and makes it ready for reading. */
  static ByteBuffer put(ByteBuffer key, byte prefix, Digest digest) {
    key.clear().put(prefix);
    digest.putTo(key);
    return key.flip();
  }
}
