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
 * 0  1  1; 2 of a chunk in quarantine, whose bytes were found damaged
 * 1  4  plain length in bytes
 * 5  4  length of the chunk's record in bytes
 * </pre>
 */
final class ChunkFacts {
  static final int BYTES = 9;

  private static final byte WHOLE = 1;
  private static final byte QUARANTINED = 2;

  private ChunkFacts() {}

  static void encode(ContentInfo info, ByteBuffer dst) {
    dst.clear().order(ByteOrder.LITTLE_ENDIAN);
    dst.put(info.isQuarantined() ? QUARANTINED : WHOLE)
        .putInt(info.plainBytes())
        .putInt(info.storedBytes())
        .flip();
  }

  private static boolean isKind(byte first) {
    return first == WHOLE || first == QUARANTINED;
  }

  /** Whether these are the facts of a chunk that need not be put again. */
  static boolean isWhole(ByteBuffer facts, int size) {
    return size == BYTES && facts.get(0) == WHOLE;
  }

  /** The length of the record; 0 where the facts are damaged. */
  static int storedBytes(byte[] facts) {
    boolean isKnown = facts.length == BYTES && isKind(facts[0]);
    return isKnown ? ByteBuffer.wrap(facts).order(ByteOrder.LITTLE_ENDIAN).getInt(5) : 0;
  }

  static ContentInfo decode(ByteBuffer facts, int size, Digest digest) throws CorruptDataException {
    if (size != BYTES || !isKind(facts.get(0))) {
      throw new CorruptDataException("chunk " + digest, "its facts are malformed");
    }
    facts.order(ByteOrder.LITTLE_ENDIAN);
    return new ContentInfo(facts.getInt(1), facts.getInt(5), facts.get(0) == QUARANTINED);
  }
}
