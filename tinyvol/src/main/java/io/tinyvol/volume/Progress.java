package io.tinyvol.volume;

/** Is told how far long work has come. Called from the thread that does the work's accounting. */
public interface Progress {
  /** Nobody watches. */
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String what, long totalBytes) {}

        @Override
        public void advance(long bytes) {}
      };

  /** A stretch of work starts; its length is -1 where it is not known. */
  void begin(String what, long totalBytes);

  /** So much more of it is done. */
  void advance(long bytes);
}
