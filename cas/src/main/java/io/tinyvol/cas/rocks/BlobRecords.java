package io.tinyvol.cas.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The records in one of RocksDB's blob files, read without the database (its {@code
 * db/blob/blob_log_format.h}), little-endian:
 *
 * <pre>
 * 30 bytes                     header
 *  8  8  8  4  4               lengths of key and value, expiration, CRCs of these and of the rest
 *  …  …                        key, value
 * 32 bytes                     footer, which has another beginning than a record
 * </pre>
 *
 * Its checksums are not looked at: each value names itself by its digest.
 */
final class BlobRecords {
  private static final int FILE_HEADER_BYTES = 30;
  private static final int RECORD_HEADER_BYTES = 32;

  private BlobRecords() {}

  /** Is told of records. */
  @FunctionalInterface
  interface Visitor {
    /** One record; the buffers are the visitor's, the value is direct. */
    void visit(ByteBuffer key, ByteBuffer value) throws IOException;
  }

  /** Visits all records up to the first that has a key or a value of a length that cannot be. */
  static void visit(Path file, int longestValueBytes, Visitor visitor) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long at = FILE_HEADER_BYTES;
      ByteBuffer header = ByteBuffer.allocate(RECORD_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (at + RECORD_HEADER_BYTES <= size) {
        readFully(channel, header.clear(), at);
        long keyBytes = header.getLong(0);
        long valueBytes = header.getLong(8);
        at += RECORD_HEADER_BYTES;
        if (keyBytes != Keys.BYTES
            || valueBytes < 0
            || valueBytes > longestValueBytes
            || valueBytes > size - at - keyBytes) {
          return;
        }
        ByteBuffer record = ByteBuffer.allocateDirect((int) (keyBytes + valueBytes));
        readFully(channel, record, at);
        visitor.visit(
            record.slice(0, (int) keyBytes), record.slice((int) keyBytes, (int) valueBytes));
        at += keyBytes + valueBytes;
      }
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer dst, long offset)
      throws IOException {
    long at = offset;
    while (dst.hasRemaining()) {
      int read = channel.read(dst, at);
      if (read < 0) {
        throw new IOException("the file became shorter");
      }
      at += read;
    }
    dst.flip();
  }
}
