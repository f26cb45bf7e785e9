package io.tinyvol.blockdev.target;

import java.io.IOException;

/**
 * Remembers how far a volume has been written to a target, so that a run that is killed need not be
 * done all over again. What is remembered is a hint: what it says is compared with the target
 * before it counts. For one thread.
 */
public interface Checkpoints {
  /** Nothing is remembered. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public long reachedBytes() {
          return 0;
        }

        @Override
        public void reached(long offsetBytes) {}

        @Override
        public void finished() {}
      };

  /** Before which offset an earlier run left everything as it should be; 0 where none did. */
  long reachedBytes();

  /** Everything before an offset is written, and durable. */
  void reached(long offsetBytes) throws IOException;

  /** Everything is; there is nothing to remember any more. */
  void finished() throws IOException;
}
