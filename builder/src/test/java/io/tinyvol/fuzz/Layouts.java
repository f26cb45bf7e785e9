package io.tinyvol.fuzz;

import io.tinyvol.cas.Digest;
import io.tinyvol.ext4.layout.Ext4LayoutException;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.write.Ext4Writer;
import io.tinyvol.ext4.write.FilesystemSink;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lays trees out as builds do, and checks that what is written lies inside and ascends. */
final class Layouts {
  private static final int BLOCK_BYTES = 4096;

  private Layouts() {}

  static void write(Folder tree) throws IOException {
    Ext4Writer filesystem;
    try {
      filesystem = Ext4Writer.plan(tree, FilesystemOptions.defaults());
    } catch (Ext4LayoutException e) {
      return; // as documented
    }
    filesystem.write(new Checked(filesystem.sizeBytes() / BLOCK_BYTES));
  }

  private static final class Checked implements FilesystemSink {
    private final long blocks;
    private long end;

    Checked(long blocks) {
      this.blocks = blocks;
    }

    @Override
    public void metadata(long startBlock, ByteBuffer wholeBlocks) {
      check(startBlock, wholeBlocks.remaining() / BLOCK_BYTES);
    }

    @Override
    public void content(
        long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBlocks) {
      check(startBlock, blockCount);
    }

    private void check(long start, long count) {
      if (start < end || count < 1 || start + count > blocks) {
        throw new AssertionError(count + " blocks at " + start + " after " + end + " of " + blocks);
      }
      end = start + count;
    }
  }
}
