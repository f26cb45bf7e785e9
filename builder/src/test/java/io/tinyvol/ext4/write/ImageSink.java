package io.tinyvol.ext4.write;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/** Writes sparse images, and checks that blocks come in order and are not zeros. */
final class ImageSink implements FilesystemSink {
  private static final int BLOCK = FileContent.BLOCK_BYTES;

  private final FileChannel file;
  private final Map<Digest, byte[]> chunks;
  private final long blocks;
  private long nextBlock;
  long metadataBlocks;

  private ImageSink(FileChannel file, long blocks, Map<Digest, byte[]> chunks) {
    this.file = file;
    this.blocks = blocks;
    this.chunks = chunks;
  }

  /** Writes an image whose content is in a map. */
  static ImageSink write(Ext4Writer writer, Map<Digest, byte[]> chunks, Path image)
      throws IOException {
    try (FileChannel file =
        FileChannel.open(
            image,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      long size = writer.sizeBytes();
      file.write(ByteBuffer.wrap(new byte[1]), size - 1);
      ImageSink sink = new ImageSink(file, size / BLOCK, chunks);
      writer.write(sink);
      return sink;
    }
  }

  private void advance(long startBlock, long count) {
    assertTrue(startBlock >= nextBlock, startBlock + " after " + nextBlock);
    nextBlock = startBlock + count;
    assertTrue(nextBlock <= blocks, nextBlock + " of " + blocks);
  }

  @Override
  public void metadata(long startBlock, ByteBuffer wholeBlocks) throws IOException {
    int count = wholeBlocks.remaining() / BLOCK;
    advance(startBlock, count);
    metadataBlocks += count;
    for (int i = 0; i < count; i++) {
      ByteBuffer block = wholeBlocks.slice(i * BLOCK, BLOCK);
      assertFalse(block.equals(ByteBuffer.allocate(BLOCK)), "zeros at " + (startBlock + i));
    }
    file.write(wholeBlocks, startBlock * BLOCK);
  }

  @Override
  public void content(
      long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBlocks)
      throws IOException {
    advance(startBlock, blockCount);
    assertTrue(chunkOffsetBlocks >= 0 && chunkOffsetBlocks + blockCount <= chunkBlocks);
    byte[] bytes = Arrays.copyOf(chunks.get(chunk), chunkBlocks * BLOCK);
    file.write(
        ByteBuffer.wrap(bytes, chunkOffsetBlocks * BLOCK, blockCount * BLOCK), startBlock * BLOCK);
  }
}
