package io.tinyvol.volume.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The index page of a segment of a delta layer's file, little-endian (see docs/volume-format.md).
 * Page 0 of the file is its header; each 256 pages from page 1 on are a segment: its index page,
 * and a page for each entry of that.
 *
 * <pre>
 *  0  8  page number: what lies in pages before it was durable when this page was written
 *  8  4  the segment's number
 * 12  4  CRC-32C of the layer's uuid and the 12 bytes before
 * 16     255 entries, each of the segment's next page:
 *  0  6  number of the volume's block of 4096 bytes
 *  6  1  zero
 *  7  1  0: none, all zeros · 1: the page is the block's · 2: blocks are zeros from this one on
 *  8  4  1: CRC-32C of the page · 2: the number of blocks, unsigned
 * 12  4  CRC-32C of the layer's uuid, the page's number (8 bytes) and the 12 bytes before
 * </pre>
 *
 * Each entry stands for itself, so that a page that is written only in part, by sectors, loses none
 * that was there before.
 */
public final class IndexPageFormat {
  /** The size of a page, and of a block. */
  public static final int PAGE_BYTES = 4096;

  /** The pages of a segment, its index page included. */
  public static final int SEGMENT_PAGES = 256;

  /** The entries of an index page. */
  public static final int ENTRIES = SEGMENT_PAGES - 1;

  /** The numbers of blocks are less. */
  public static final long MAX_BLOCKS = 1L << 48;

  private static final int HEADER_BYTES = 16;
  private static final int ENTRY_BYTES = 16;
  private static final int CHECKED_BYTES = 12;
  private static final int KIND_SHIFT = 56;
  private static final long DATA = 1;
  private static final long ZEROS = 2;

  private final long saltHigh;
  private final long saltLow;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer checked =
      ByteBuffer.allocate(24 + CHECKED_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Of the layer with this uuid. Not thread-safe. */
  public IndexPageFormat(UUID layer) {
    this.saltHigh = layer.getMostSignificantBits();
    this.saltLow = layer.getLeastSignificantBits();
  }

  /** The page of the file that is a segment's index page. */
  public static long indexPage(long segment) {
    return 1 + segment * SEGMENT_PAGES;
  }

  /** An index page without entries. */
  public static ByteBuffer newPage() {
    return ByteBuffer.allocateDirect(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes what an entry says. */
  public interface EntryVisitor<X extends Exception> {
    /** The page has the content of a block. */
    void data(long block, int checksum) throws X;

    /** Blocks are zeros. */
    void zeros(long block, long count) throws X;

    /** It was written in part, or damaged later. */
    void malformed() throws X;
  }

  /** Sets the header. */
  public void putHeader(ByteBuffer page, long segment, long durableBefore) {
    page.putLong(0, durableBefore).putInt(8, (int) segment);
    page.putInt(CHECKED_BYTES, headerChecksum(page));
  }

  private int headerChecksum(ByteBuffer page) {
    checked.putLong(0, saltHigh).putLong(8, saltLow);
    checked.put(16, page, 0, CHECKED_BYTES);
    return checksum(16 + CHECKED_BYTES);
  }

  /** Before which page all was durable when the page was written; -1 if its header is malformed. */
  public long durableBefore(ByteBuffer page, long segment) {
    return page.getInt(CHECKED_BYTES) == headerChecksum(page) && page.getInt(8) == (int) segment
        ? page.getLong(0)
        : -1;
  }

  /** Enters that a page of the file has the content of a block. */
  public void putData(ByteBuffer page, int entry, long filePage, long block, int checksum) {
    put(page, entry, filePage, DATA << KIND_SHIFT | block, checksum);
  }

  /** Enters that blocks are zeros, fewer than 2^32. */
  public void putZeros(ByteBuffer page, int entry, long filePage, long block, long count) {
    put(page, entry, filePage, ZEROS << KIND_SHIFT | block, (int) count);
  }

  private void put(ByteBuffer page, int entry, long filePage, long what, int value) {
    int at = HEADER_BYTES + entry * ENTRY_BYTES;
    page.putLong(at, what).putInt(at + 8, value);
    page.putInt(at + CHECKED_BYTES, entryChecksum(page, at, filePage));
  }

  private int entryChecksum(ByteBuffer page, int at, long filePage) {
    checked.putLong(0, saltHigh).putLong(8, saltLow).putLong(16, filePage);
    checked.put(24, page, at, CHECKED_BYTES);
    return checksum(24 + CHECKED_BYTES);
  }

  private int checksum(int bytes) {
    crc.reset();
    crc.update(checked.array(), 0, bytes);
    return (int) crc.getValue();
  }

  /** Takes an entry out. */
  public static void clear(ByteBuffer page, int entry) {
    int at = HEADER_BYTES + entry * ENTRY_BYTES;
    page.putLong(at, 0).putLong(at + 8, 0);
  }

  /** Tells what an entry says, if there is one. */
  public <X extends Exception> void visit(
      ByteBuffer page, int entry, long filePage, EntryVisitor<X> visitor) throws X {
    int at = HEADER_BYTES + entry * ENTRY_BYTES;
    long what = page.getLong(at);
    int value = page.getInt(at + 8);
    if (what == 0 && page.getLong(at + 8) == 0) {
      return;
    }
    long kind = what >>> KIND_SHIFT;
    long block = what & ~(-1L << KIND_SHIFT);
    boolean isSound =
        page.getInt(at + CHECKED_BYTES) == entryChecksum(page, at, filePage) && block < MAX_BLOCKS;
    if (isSound && kind == DATA) {
      visitor.data(block, value);
    } else if (isSound && kind == ZEROS) {
      visitor.zeros(block, Integer.toUnsignedLong(value));
    } else {
      visitor.malformed();
    }
  }
}
