package io.tinyvol.volume.delta;

import io.tinyvol.posix.BlockFile;
import io.tinyvol.volume.format.IndexPageFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The end of a layer's file, where it grows: hands out pages, and keeps the index pages that are
 * not full, or not written, in memory until they are. Thread-safe.
 */
final class LayerLog {
  /** In place of a block: the pages were not written, and stay unused. */
  static final long NOTHING = -1;

  private static final int PAGE_BYTES = IndexPageFormat.PAGE_BYTES;

  /** Less than a page's number can be, which has 32 bits, by a segment. */
  private static final long MOST_PAGES = (1L << 32) - IndexPageFormat.SEGMENT_PAGES;

  /** Index pages that wait for a flush; each stands for a MiB that was written. */
  private static final int MOST_WAITING = 256;

  private final BlockFile file;
  private final IndexPageFormat format;

  /**
   * The index pages that were changed since they were written, and the one that is being filled.
   */
  private final SortedMap<Long, ByteBuffer> waiting = new TreeMap<>();

  /** The first pages of what is being written. */
  private final NavigableSet<Long> underWay = new TreeSet<>();

  private long nextPage;
  private long durableBefore;

  // Flushes are done one by one; one that waited and finds its writes durable has nothing to do.
  private final Object flushing = new Object();
  private long changes;
  private long durableChanges;
  private @Nullable IOException failure;

  /** A log that goes on with a segment that starts at a page, all before that being durable. */
  LayerLog(BlockFile file, UUID uuid, long nextPage) {
    this.file = file;
    this.format = new IndexPageFormat(uuid);
    this.nextPage = nextPage;
    this.durableBefore = nextPage;
  }

  /** Pages that are somebody's to write. */
  record Room(long firstPage, int pages) {
    long segment() {
      return (firstPage - 1) / IndexPageFormat.SEGMENT_PAGES;
    }

    int firstEntry() {
      return (int) ((firstPage - 1) % IndexPageFormat.SEGMENT_PAGES) - 1;
    }
  }

  /** Hands out pages that follow each other, at least one; {@link #settle} follows. */
  synchronized Room reserve(int wanted) throws IOException {
    checkUsable();
    if ((nextPage - 1) % IndexPageFormat.SEGMENT_PAGES == 0) {
      startSegment();
    }
    long left = IndexPageFormat.SEGMENT_PAGES - (nextPage - 1) % IndexPageFormat.SEGMENT_PAGES;
    Room room = new Room(nextPage, (int) Math.min(wanted, left));
    nextPage += room.pages();
    underWay.add(room.firstPage());
    return room;
  }

  private void startSegment() throws IOException {
    if (nextPage > MOST_PAGES) {
      throw new IOException(file.path() + ": is full; commit the volume");
    }
    if (waiting.size() >= MOST_WAITING) {
      writeFullPages();
    }
    waiting.put((nextPage - 1) / IndexPageFormat.SEGMENT_PAGES, IndexPageFormat.newPage());
    nextPage++;
  }

  /** Keeps the memory bounded where nobody flushes: they are written, and durable with the next. */
  private void writeFullPages() throws IOException {
    long end = underWay.isEmpty() ? nextPage : underWay.first();
    long segment = waiting.firstKey();
    while (IndexPageFormat.indexPage(segment + 1) <= end && waiting.size() > MOST_WAITING / 2) {
      ByteBuffer page = waiting.get(segment);
      if (page != null) {
        format.putHeader(page, segment, durableBefore);
        file.write(IndexPageFormat.indexPage(segment) * PAGE_BYTES, page.clear());
        waiting.remove(segment);
      }
      segment++;
    }
  }

  /**
   * Enters what was written.
   *
   * @param block the first of the blocks, or {@link #NOTHING}
   */
  synchronized void settle(Room room, long block, int[] checksums) {
    underWay.remove(room.firstPage());
    if (block == NOTHING) {
      return;
    }
    ByteBuffer page = pageOf(room);
    for (int i = 0; i < room.pages(); i++) {
      format.putData(page, room.firstEntry() + i, room.firstPage() + i, block + i, checksums[i]);
    }
    changes++;
  }

  /** Notes that blocks are zeros. */
  synchronized void appendZeros(long block, long count) throws IOException {
    long at = block;
    long end = block + count;
    while (at < end) {
      long part = Math.min(end - at, 0xffff_ffffL);
      Room room = reserve(1);
      underWay.remove(room.firstPage());
      format.putZeros(pageOf(room), room.firstEntry(), room.firstPage(), at, part);
      at += part;
    }
    changes++;
  }

  /** The page may have been written while the room was under way, but is not full without it. */
  private ByteBuffer pageOf(Room room) {
    ByteBuffer page = waiting.get(room.segment());
    if (page == null) {
      throw new IllegalStateException("no index page of segment " + room.segment());
    }
    return page;
  }

  /** Makes durable what was settled before the call. */
  void flush() throws IOException {
    long asked;
    synchronized (this) {
      asked = changes;
    }
    synchronized (flushing) {
      Pending pending;
      synchronized (this) {
        checkUsable();
        if (durableChanges >= asked) {
          return;
        }
        pending = pending();
      }
      write(pending);
    }
  }

  /** What a flush is about to make durable. */
  private record Pending(SortedMap<Long, ByteBuffer> pages, long durableBefore, long changes) {}

  private Pending pending() {
    SortedMap<Long, ByteBuffer> pages = new TreeMap<>();
    for (Map.Entry<Long, ByteBuffer> entry : waiting.entrySet()) {
      format.putHeader(entry.getValue(), entry.getKey(), durableBefore);
      pages.put(entry.getKey(), IndexPageFormat.newPage().put(entry.getValue().clear()).clear());
    }
    return new Pending(pages, underWay.isEmpty() ? nextPage : underWay.first(), changes);
  }

  private void write(Pending pending) throws IOException {
    for (Map.Entry<Long, ByteBuffer> entry : pending.pages().entrySet()) {
      file.write(IndexPageFormat.indexPage(entry.getKey()) * PAGE_BYTES, entry.getValue());
    }
    try {
      file.sync();
    } catch (IOException e) {
      // What the kernel could not write it may have dropped: nothing can be made durable any more.
      synchronized (this) {
        failure = e;
      }
      throw e;
    }
    synchronized (this) {
      durableBefore = pending.durableBefore();
      durableChanges = pending.changes();
      forgetFullPages();
    }
  }

  /** Those before what is durable are full; but the last one is to say so when it is sealed. */
  private void forgetFullPages() {
    while (waiting.size() > 1
        && IndexPageFormat.indexPage(waiting.firstKey() + 1) <= durableBefore) {
      waiting.remove(waiting.firstKey());
    }
  }

  /** Makes everything durable and notes that it is, so that who opens the file reads no blocks. */
  void seal() throws IOException {
    flush();
    synchronized (flushing) {
      Pending pending;
      synchronized (this) {
        if (waiting.isEmpty()) {
          return;
        }
        pending = pending();
      }
      write(pending);
    }
  }

  private void checkUsable() throws IOException {
    if (failure != null) {
      throw new IOException(file.path() + ": was not made durable before: " + failure, failure);
    }
  }
}
