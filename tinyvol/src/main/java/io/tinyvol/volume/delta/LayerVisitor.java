package io.tinyvol.volume.delta;

/** Is told what a layer has. */
interface LayerVisitor {
  /** Wants to know nothing. */
  LayerVisitor NOBODY =
      new LayerVisitor() {
        @Override
        public void data(long block, int page, int checksum) {}

        @Override
        public void zeros(long block, long count) {}
      };

  /** A page of the layer's file, taken as unsigned, has a block. */
  void data(long block, int page, int checksum);

  /** Blocks are zeros. */
  void zeros(long block, long count);
}
