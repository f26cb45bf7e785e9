package io.tinyvol.benchmarks;

import io.tinyvol.cas.Digest;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.write.Ext4Writer;
import io.tinyvol.ext4.write.FilesystemSink;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileContent;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An ext4 file system of a tree whose content is known by digest, in ms: where everything lies, and
 * all blocks of metadata. What becomes of the blocks is not in it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class LayoutBenchmark extends Settings {
  private static final long SEED = 1;
  private static final int FILES_PER_FOLDER = 25;
  private static final int CHUNK_BLOCKS = 16;

  /** Files, and the MiB they have together. */
  @Param({"10000:330", "30000:2048"})
  private String tree = "";

  private final Random random = new Random(SEED);
  private Folder root;

  /** Makes the tree: folders of 25 files, sizes from nothing to twice the mean. */
  @Setup
  public void makeTree() {
    String[] parts = tree.split(":", -1);
    int files = Integer.parseInt(parts[0]);
    long meanBytes = (Long.parseLong(parts[1]) << 20) / files;
    root = new Folder(attributes(0755));
    Folder folder = root;
    for (int i = 0; i < files; i++) {
      if (i % FILES_PER_FOLDER == 0) {
        folder = new Folder(attributes(0755));
        root.put(name("folder" + i), folder);
      }
      RegularFile file = new RegularFile(attributes(0644));
      file.setContent(content(random.nextLong(2 * meanBytes)));
      folder.put(name("file" + i), file);
    }
  }

  private static FileName name(String text) {
    return FileName.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Attributes attributes(int permissions) {
    return new Attributes(permissions, 0, 0, random.nextInt(), 0, Xattrs.NONE);
  }

  private FileContent content(long sizeBytes) {
    FileContent.Builder pieces = new FileContent.Builder();
    long blocks = Math.ceilDiv(sizeBytes, FileContent.BLOCK_BYTES);
    for (long at = 0; at < blocks; at += CHUNK_BLOCKS) {
      Digest chunk =
          new Digest(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
      pieces.add(at, (int) Math.min(CHUNK_BLOCKS, blocks - at), chunk);
    }
    return pieces.build(sizeBytes);
  }

  /** The layout and the metadata. */
  @Benchmark
  public long layOutAndWrite() throws IOException {
    Counting sink = new Counting();
    Ext4Writer.plan(root, FilesystemOptions.defaults()).write(sink);
    return sink.blocks;
  }

  private static final class Counting implements FilesystemSink {
    private long blocks;

    @Override
    public void metadata(long startBlock, ByteBuffer wholeBlocks) {
      blocks += wholeBlocks.remaining() / FileContent.BLOCK_BYTES;
    }

    @Override
    public void content(
        long startBlock, int blockCount, Digest chunk, int chunkOffsetBlocks, int chunkBlocks) {
      blocks += blockCount;
    }
  }
}
