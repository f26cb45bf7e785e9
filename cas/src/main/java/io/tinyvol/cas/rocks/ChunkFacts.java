package io.tinyvol.cas.rocks;

import io.tinyvol.cas.ContentInfo;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A chunk's facts, little-endian (see docs/store-format.md):
 *
 * <pre>
 * 0  1  format version: 1
 * 1  4  plain length in bytes
 * 5  4  length of the chunk's record in bytes
 * </pre>
 */
final class ChunkFacts {
  static final int BYTES = 9;

  private static final byte VERSION = 1;

  private ChunkFacts() {}

  static void encode(ContentInfo info, ByteBuffer dst) {
    dst.clear().order(ByteOrder.LITTLE_ENDIAN);
    dst.put(VERSION).putInt(info.plainBytes()).putInt(info.storedBytes()).flip();
  }

  static ContentInfo decode(ByteBuffer facts, int size, Digest digest) throws CorruptDataException {
    if (size != BYTES || facts.get(0) != VERSION) {
      throw new CorruptDataException("chunk " + digest, "its facts are malformed");
    }
    facts.order(ByteOrder.LITTLE_ENDIAN);
    return new ContentInfo(facts.getInt(1), facts.getInt(5));
  }
}
