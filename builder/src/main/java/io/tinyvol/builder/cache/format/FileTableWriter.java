package io.tinyvol.builder.cache.format;

import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts a {@link FileTable} together. Packed: 48 bytes a file beside its content, which is shared
 * with the tree. Not thread-safe.
 */
public final class FileTableWriter {
  private static final int WORDS = 6;

  /** What an array can hold: some ten million small files. */
  private static final long MAX_PAYLOAD_BYTES = Integer.MAX_VALUE - 64;

  private final List<FileContent> contents = new ArrayList<>();
  private long[] words = new long[WORDS << 6];

  /** Adds a file. */
  public void add(FileStatus file, FileContent content) {
    int at = contents.size() * WORDS;
    if (at + WORDS > words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    words[at] = file.device();
    words[at + 1] = file.inode();
    words[at + 2] = file.sizeBytes();
    words[at + 3] = file.modifiedSeconds();
    words[at + 4] = file.changedSeconds();
    words[at + 5] = (long) file.changedNanos() << 32 | file.modifiedNanos();
    contents.add(content);
  }

  /** The whole file; none if there is too much for one. */
  public Optional<ByteBuffer> encode(ChunkingKey key) {
    long pieces = contents.stream().mapToLong(FileContent::pieces).sum();
    long payloadBytes =
        FileTable.HEADER_BYTES
            + (long) contents.size() * FileTable.FILE_BYTES
            + pieces * FileTable.PIECE_BYTES;
    if (payloadBytes > MAX_PAYLOAD_BYTES) {
      return Optional.empty();
    }
    ByteBuffer frame = FileTable.FRAME.start((int) payloadBytes);
    frame.putLong(key.store().getMostSignificantBits());
    frame.putLong(key.store().getLeastSignificantBits());
    frame.put((byte) key.hash().id()).put((byte) key.chunkingVersion()).putShort((short) 0);
    frame.putInt(key.windowBytes()).putInt(contents.size()).putInt((int) pieces);
    Integer[] order = order();
    putFiles(frame, order);
    for (int file : order) {
      putPieces(frame, contents.get(file));
    }
    return Optional.of(FileTable.FRAME.finish(frame));
  }

  private Integer[] order() {
    Integer[] order = new Integer[contents.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) -> {
          int c = Long.compareUnsigned(words[a * WORDS], words[b * WORDS]);
          return c != 0 ? c : Long.compareUnsigned(words[a * WORDS + 1], words[b * WORDS + 1]);
        });
    return order;
  }

  private void putFiles(ByteBuffer frame, Integer[] order) {
    int firstPiece = 0;
    for (int file : order) {
      for (int word = 0; word < WORDS; word++) {
        frame.putLong(words[file * WORDS + word]);
      }
      int pieces = contents.get(file).pieces();
      frame.putInt(firstPiece).putInt(pieces);
      firstPiece += pieces;
    }
  }

  private static void putPieces(ByteBuffer frame, FileContent content) {
    for (int i = 0; i < content.pieces(); i++) {
      frame.putLong(content.startBlock(i) << FileTable.COUNT_BITS | content.blockCount(i));
      content.chunk(i).putTo(frame);
    }
  }
}
