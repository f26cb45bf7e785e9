package io.tinyvol.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a disk was written, in the order in which it came to be there: a log of the kernel's dm
 * target {@code log-writes} (Documentation/admin-guide/device-mapper/log-writes.rst, and struct
 * log_write_super and log_write_entry in drivers/md/dm-log-writes.c).
 */
public final class WriteLog implements AutoCloseable {
  private static final long MAGIC = 0x6a736677736872L;
  private static final int FLUSH = 1;
  private static final int FUA = 2;
  private static final int DISCARD = 4;
  private static final int MARK = 8;
  private static final int HEADER_BYTES = 32;

  private final FileChannel log;
  private final FileChannel disk;
  private final long entries;
  private final int sectorBytes;
  private long at;
  private long done;

  /**
   * Replays a log.
   *
   * @param disk what the disk was like before; it is changed
   */
  public WriteLog(Path path, FileChannel disk) throws IOException {
    this.log = FileChannel.open(path);
    this.disk = disk;
    ByteBuffer head = read(0, HEADER_BYTES);
    if (head.getLong() != MAGIC || head.getLong() != 1) {
      throw new AssertionError("no log of writes");
    }
    entries = head.getLong();
    sectorBytes = head.getInt();
    at = sectorBytes;
  }

  /** What comes to know of the log as it is replayed. */
  public interface Visitor {
    /** A mark was set. */
    void mark(String text) throws Exception;

    /** All up to here was to be durable. */
    void flushed() throws Exception;
  }

  /** Replays all of it. */
  public void replay(Visitor visitor) throws Exception {
    while (done < entries) {
      ByteBuffer entry = read(at, HEADER_BYTES);
      long sector = entry.getLong();
      long lengthBytes = entry.getLong() * sectorBytes;
      long flags = entry.getLong();
      int markBytes = Math.toIntExact(entry.getLong());
      if ((flags & MARK) != 0) {
        visitor.mark(StandardCharsets.UTF_8.decode(read(at + HEADER_BYTES, markBytes)).toString());
      }
      at += sectorBytes;
      if ((flags & DISCARD) != 0) {
        throw new AssertionError("a discard, which nothing here makes");
      }
      if ((flags & FLUSH) != 0) {
        visitor.flushed(); // before what comes with it
      }
      copy(at, sector * sectorBytes, lengthBytes);
      at += lengthBytes;
      if ((flags & FUA) != 0) {
        visitor.flushed();
      }
      done++;
    }
  }

  private ByteBuffer read(long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (log.read(buffer, position + buffer.position()) < 0) {
        throw new AssertionError("the log ends at " + position);
      }
    }
    return buffer.flip();
  }

  private void copy(long from, long to, long bytes) throws IOException {
    log.position(from);
    long copied = 0;
    while (copied < bytes) {
      copied += disk.transferFrom(log, to + copied, bytes - copied);
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
