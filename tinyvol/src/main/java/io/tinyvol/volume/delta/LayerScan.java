package io.tinyvol.volume.delta;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.posix.BlockFile;
import io.tinyvol.volume.format.IndexPageFormat;
import io.tinyvol.volume.format.LayerHeaderFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Reads a layer's file from its start, and mends its end. What was said to be durable must be
 * sound; of what came after that, what is torn is taken out, so that it never counts as durable
 * later.
 */
final class LayerScan {
  private static final int PAGE_BYTES = IndexPageFormat.PAGE_BYTES;
  private static final int HEADER_BYTES = 16;

  private final BlockFile file;
  private final IndexPageFormat format;
  private final UUID uuid;
  private final ByteBuffer index = IndexPageFormat.newPage();
  private final ByteBuffer block = ByteBuffer.allocateDirect(PAGE_BYTES);
  private long sizeBytes;
  private long durableBefore;
  private boolean mended;

  LayerScan(BlockFile file, UUID uuid) {
    this.file = file;
    this.uuid = uuid;
    this.format = new IndexPageFormat(uuid);
  }

  /** Tells what the file has; returns the page that the next segment starts at. */
  long run(LayerVisitor visitor) throws IOException {
    sizeBytes = file.sizeBytes();
    read(0, block.clear());
    UUID found = LayerHeaderFormat.decode(block.clear(), file.path().toString());
    if (!found.equals(uuid)) {
      throw damaged("is the layer " + found);
    }
    long segments =
        Math.ceilDiv(sizeBytes - PAGE_BYTES, (long) IndexPageFormat.SEGMENT_PAGES * PAGE_BYTES);
    for (long segment = 0; segment < segments; segment++) {
      readIndex(segment, HEADER_BYTES);
      durableBefore = Math.max(durableBefore, format.durableBefore(index, segment));
    }
    for (long segment = 0; segment < segments; segment++) {
      scan(segment, visitor);
    }
    if (mended) {
      file.sync();
    }
    return IndexPageFormat.indexPage(segments);
  }

  private void readIndex(long segment, int bytes) throws IOException {
    index.clear().put(new byte[PAGE_BYTES]).clear().limit(bytes);
    read(IndexPageFormat.indexPage(segment) * PAGE_BYTES, index);
    index.clear();
  }

  /** What the file does not have, for its end was never written, is zeros. */
  private void read(long offset, ByteBuffer dst) throws IOException {
    int length = Math.clamp(sizeBytes - offset, 0, dst.remaining());
    file.read(offset, dst.limit(dst.position() + length));
  }

  private void scan(long segment, LayerVisitor visitor) throws IOException {
    readIndex(segment, PAGE_BYTES);
    long firstPage = IndexPageFormat.indexPage(segment) + 1;
    // One that was never written, or in part, gets a header, for all of it counts as durable later.
    boolean torn = format.durableBefore(index, segment) < 0;
    if (torn && firstPage < durableBefore) {
      throw damaged("the index page " + (firstPage - 1));
    }
    for (int i = 0; i < IndexPageFormat.ENTRIES; i++) {
      torn |= !take(i, firstPage + i, visitor);
    }
    if (torn) {
      format.putHeader(index, segment, durableBefore);
      file.write((firstPage - 1) * PAGE_BYTES, index.clear());
      mended = true;
    }
  }

  /** Whether the entry is sound, or there is none; it has been taken out if not. */
  private boolean take(int entry, long page, LayerVisitor visitor) throws IOException {
    boolean[] sound = {true};
    format.visit(
        index,
        entry,
        page,
        new IndexPageFormat.EntryVisitor<IOException>() {
          @Override
          public void data(long block, int checksum) throws IOException {
            if (page < durableBefore || isWhole(page, checksum)) {
              visitor.data(block, (int) page, checksum);
            } else {
              sound[0] = false;
            }
          }

          @Override
          public void zeros(long block, long count) {
            visitor.zeros(block, count);
          }

          @Override
          public void malformed() throws IOException {
            if (page < durableBefore) {
              throw damaged("the entry of page " + page);
            }
            sound[0] = false;
          }
        });
    if (!sound[0]) {
      IndexPageFormat.clear(index, entry);
    }
    return sound[0];
  }

  private boolean isWhole(long page, int checksum) throws IOException {
    if ((page + 1) * PAGE_BYTES > sizeBytes) {
      return false;
    }
    file.read(page * PAGE_BYTES, block.clear());
    return LayerFile.checksum(block.flip()) == checksum;
  }

  private CorruptDataException damaged(String what) {
    return new CorruptDataException(file.path().toString(), what + " is damaged");
  }
}
