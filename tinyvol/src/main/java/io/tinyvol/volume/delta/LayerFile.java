package io.tinyvol.volume.delta;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.posix.BlockFile;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.volume.format.IndexPageFormat;
import io.tinyvol.volume.format.LayerHeaderFormat;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The file of a delta layer: a log of blocks, that only grows. A block that is written anew takes a
 * page anew, so one that was durable stays whole until its successor is; and as every entry has a
 * checksum of its block, one sync makes both durable, in whatever order the disk takes them. What
 * was not durable at a crash is looked at when the file is opened, and left out where it is torn.
 *
 * <p>Thread-safe.
 */
final class LayerFile implements Closeable {
  static final int PAGE_BYTES = IndexPageFormat.PAGE_BYTES;

  private final UUID uuid;
  private final BlockFile file;
  private final LayerLog log;

  LayerFile(UUID uuid, BlockFile file, LayerLog log) {
    this.uuid = uuid;
    this.file = file;
    this.log = log;
  }

  /** Makes a layer without blocks, durable on return. */
  static LayerFile create(Path path, UUID uuid) throws IOException {
    BlockFile file = BlockFile.create(path);
    try {
      file.write(0, LayerHeaderFormat.encode(uuid));
      file.sync();
      DurableFiles.syncFolder(Objects.requireNonNull(path.toAbsolutePath().getParent()));
      return new LayerFile(uuid, file, new LayerLog(file, uuid, 1));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a layer and tells what it has, in the order in which it was written.
   *
   * @throws CorruptDataException if something that was durable is damaged
   */
  static LayerFile open(Path path, UUID uuid, LayerVisitor visitor) throws IOException {
    BlockFile file = BlockFile.open(path);
    try {
      long endPage = new LayerScan(file, uuid).run(visitor);
      return new LayerFile(uuid, file, new LayerLog(file, uuid, endPage));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Tells once more what the layer has; nobody may be writing to it. */
  void visit(LayerVisitor visitor) throws IOException {
    flush();
    long unused = new LayerScan(file, uuid).run(visitor);
    assert unused > 0;
  }

  UUID uuid() {
    return uuid;
  }

  /**
   * Writes neighbouring blocks, as many as fit into the segment at hand.
   *
   * @param src a direct buffer, of which whole pages are taken from its position on
   * @param checksums gets those of the blocks
   * @return the first block's page; the others' follow it, as far as {@code src} has gone on
   */
  int append(long block, ByteBuffer src, int[] checksums) throws IOException {
    int wanted = src.remaining() / PAGE_BYTES;
    LayerLog.Room room = log.reserve(wanted);
    ByteBuffer taken = src.slice(src.position(), room.pages() * PAGE_BYTES);
    boolean written = false;
    try {
      for (int i = 0; i < room.pages(); i++) {
        checksums[i] = checksum(taken.slice(i * PAGE_BYTES, PAGE_BYTES));
      }
      file.write(room.firstPage() * PAGE_BYTES, taken);
      written = true;
    } finally {
      log.settle(room, written ? block : LayerLog.NOTHING, checksums);
    }
    src.position(src.position() + taken.capacity());
    return (int) room.firstPage();
  }

  static int checksum(ByteBuffer page) {
    CRC32C crc = new CRC32C();
    crc.update(page);
    return (int) crc.getValue();
  }

  /** Notes that blocks are zeros. */
  void appendZeros(long block, long count) throws IOException {
    log.appendZeros(block, count);
  }

  /**
   * Fills a direct buffer with pages, unverified.
   *
   * @throws CorruptDataException if the file ends before: it has lost what was durable
   */
  void read(long page, ByteBuffer dst) throws IOException {
    try {
      file.read(page * PAGE_BYTES, dst);
    } catch (EOFException e) {
      throw new CorruptDataException("delta layer " + uuid, "is cut off", e);
    }
  }

  /** Makes durable what has been appended. */
  void flush() throws IOException {
    log.flush();
  }

  /** The same, for the last time: notes that all of it is durable, so that none is looked at. */
  void seal() throws IOException {
    log.seal();
  }

  @Override
  public void close() {
    file.close();
  }
}
