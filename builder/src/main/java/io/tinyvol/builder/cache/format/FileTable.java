package io.tinyvol.builder.cache.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file cache as it lies in its file (see docs/cache-format.md), which is also how it is used:
 * files are looked up in the bytes. Immutable, and safe for use by several threads.
 */
public final class FileTable {
  static final FrameFormat FRAME = new FrameFormat("TVFC", 1);
  static final int HEADER_BYTES = 32;
  static final int FILE_BYTES = 56;
  static final int PIECE_BYTES = 40;
  static final int COUNT_BITS = 16;

  // Within a file's entry.
  static final int DEVICE = 0;
  static final int INODE = 8;
  static final int SIZE = 16;
  static final int MODIFIED = 24;
  static final int CHANGED = 32;
  static final int MODIFIED_NANOS = 40;
  static final int CHANGED_NANOS = 44;
  static final int FIRST_PIECE = 48;
  static final int PIECES = 52;

  private final ByteBuffer payload;
  private final int files;
  private final int pieces;

  private FileTable(ByteBuffer payload, int files, int pieces) {
    this.payload = payload;
    this.files = files;
    this.pieces = pieces;
  }

  /** A table without files. */
  public static FileTable empty() {
    return new FileTable(ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN), 0, 0);
  }

  /**
   * Reads the whole file.
   *
   * @param key what it has to be made with; the table of another one is empty
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   * @throws io.tinyvol.cas.UnsupportedFormatException if a newer program wrote it
   */
  public static FileTable decode(byte[] file, ChunkingKey key, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    if (payload.remaining() < HEADER_BYTES) {
      throw new CorruptDataException(what, "has a payload of " + payload.remaining() + " bytes");
    }
    long files = Integer.toUnsignedLong(payload.getInt(24));
    long pieces = Integer.toUnsignedLong(payload.getInt(28));
    if (HEADER_BYTES + files * FILE_BYTES + pieces * PIECE_BYTES != payload.remaining()) {
      throw new CorruptDataException(
          what,
          "has %d files and %d pieces in %d bytes".formatted(files, pieces, payload.remaining()));
    }
    return isOf(key, payload) ? new FileTable(payload, (int) files, (int) pieces) : empty();
  }

  private static boolean isOf(ChunkingKey key, ByteBuffer payload) {
    return new UUID(payload.getLong(0), payload.getLong(8)).equals(key.store())
        && Byte.toUnsignedInt(payload.get(16)) == key.hash().id()
        && Byte.toUnsignedInt(payload.get(17)) == key.chunkingVersion()
        && payload.getInt(20) == key.windowBytes();
  }

  /** How many files it knows. */
  public int files() {
    return files;
  }

  /** The content of a file that is unchanged, or null. */
  public @Nullable FileContent find(FileStatus file) {
    int low = 0;
    int high = files - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = HEADER_BYTES + middle * FILE_BYTES;
      int order = Long.compareUnsigned(payload.getLong(at + DEVICE), file.device());
      order = order != 0 ? order : Long.compareUnsigned(payload.getLong(at + INODE), file.inode());
      if (order == 0) {
        return isUnchanged(at, file) ? content(at) : null;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return null;
  }

  private boolean isUnchanged(int at, FileStatus file) {
    return payload.getLong(at + SIZE) == file.sizeBytes()
        && payload.getLong(at + MODIFIED) == file.modifiedSeconds()
        && payload.getLong(at + CHANGED) == file.changedSeconds()
        && payload.getInt(at + MODIFIED_NANOS) == file.modifiedNanos()
        && payload.getInt(at + CHANGED_NANOS) == file.changedNanos();
  }

  /** Null if it contradicts itself: then whoever wrote it did not mean it. */
  private @Nullable FileContent content(int at) {
    long first = Integer.toUnsignedLong(payload.getInt(at + FIRST_PIECE));
    long count = Integer.toUnsignedLong(payload.getInt(at + PIECES));
    if (first + count > pieces) {
      return null;
    }
    FileContent.Builder content = new FileContent.Builder();
    int piecesAt = HEADER_BYTES + files * FILE_BYTES;
    try {
      for (long i = first; i < first + count; i++) {
        int pieceAt = piecesAt + (int) i * PIECE_BYTES;
        long run = payload.getLong(pieceAt);
        content.add(
            run >>> COUNT_BITS,
            (int) (run & ((1 << COUNT_BITS) - 1)),
            Digest.at(payload, pieceAt + Long.BYTES));
      }
      return content.build(payload.getLong(at + SIZE));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
