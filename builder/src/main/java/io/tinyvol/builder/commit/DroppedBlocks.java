package io.tinyvol.builder.commit;

import io.tinyvol.ext4.FreeBlocks;
import java.io.IOException;

/** Which of a volume's blocks become zeros though they hold something. */
interface DroppedBlocks {
  /** None of them. */
  DroppedBlocks NONE =
      new DroppedBlocks() {
        @Override
        public long nextDropped(long block, long end) {
          return end;
        }

        @Override
        public long nextKept(long block, long end) {
          return block;
        }
      };

  /** The first one that is dropped before {@code end}, or {@code end}. */
  long nextDropped(long block, long end) throws IOException;

  /** The first one that is kept before {@code end}, or {@code end}. */
  long nextKept(long block, long end) throws IOException;

  /** Those that are free in a file system, of whose blocks each is {@code ratio} here. */
  static DroppedBlocks ofFree(FreeBlocks free, int ratio) {
    return new DroppedBlocks() {
      @Override
      public long nextDropped(long block, long end) throws IOException {
        return clamp(free.nextFree(block / ratio, Math.ceilDiv(end, (long) ratio)), block, end);
      }

      @Override
      public long nextKept(long block, long end) throws IOException {
        return clamp(free.nextUsed(block / ratio, Math.ceilDiv(end, (long) ratio)), block, end);
      }

      private long clamp(long found, long block, long end) {
        return Math.clamp(found * ratio, block, end);
      }
    };
  }
}
