package io.tinyvol.ext4.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The extent tree of a file in an image: its extents, and the blocks of its nodes by level. */
record KernelExtents(List<Extent> extents, List<Long> nodeBlocks) {
  static KernelExtents of(RawImage image, int inode) {
    KernelExtents found = new KernelExtents(new ArrayList<>(), new ArrayList<>());
    List<ExtentNodeView> level = List.of(image.inode(inode).extentRoot());
    while (level.getFirst().depth() > 0) {
      List<ExtentNodeView> below = new ArrayList<>();
      for (ExtentNodeView node : level) {
        for (int i = 0; i < node.entries(); i++) {
          found.nodeBlocks.add(node.childBlock(i));
          ByteBuffer block = image.block(node.childBlock(i));
          below.add(new ExtentNodeView(block, 0, 4096));
        }
      }
      level = below;
    }
    for (ExtentNodeView leaf : level) {
      for (int i = 0; i < leaf.entries(); i++) {
        found.extents.add(
            new Extent(leaf.logicalBlock(i), leaf.physicalBlock(i), leaf.blockCount(i)));
      }
    }
    return found;
  }

  long[] nodeBlockArray() {
    return nodeBlocks.stream().mapToLong(Long::longValue).toArray();
  }
}
