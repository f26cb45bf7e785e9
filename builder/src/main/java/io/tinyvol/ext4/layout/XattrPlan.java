package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.NotEncodableException;
import io.tinyvol.ext4.format.XattrImage;
import io.tinyvol.tree.Xattrs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The extended attributes of all files: files with equal ones share blocks, and equal large values
 * share an inode.
 */
public final class XattrPlan {
  private static final int[] NO_NODES = {};

  private final List<Shared> sets = new ArrayList<>();
  private final List<Shared> setOfBlock = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private int[] setOfNode = NO_NODES;
  private int[] rankOfNode = NO_NODES;
  private int[] valueReferences = NO_NODES;

  private XattrPlan() {}

  /** What files with equal attributes share. */
  private static final class Shared {
    private final XattrImage image;
    private final int[] values;
    private final long hash;
    private int files;
    private int firstBlock;

    Shared(XattrImage image, int[] values, long hash) {
      this.image = image;
      this.values = values;
      this.hash = hash;
    }

    int blocks() {
      return image.hasBlock() ? Math.ceilDiv(files, XattrImage.MAX_BLOCK_REFERENCES) : 0;
    }
  }

  static XattrPlan of(Inventory inventory) throws Ext4LayoutException {
    XattrPlan plan = new XattrPlan();
    Map<Xattrs, Integer> known = new HashMap<>();
    Map<ByteBuffer, Integer> knownValues = new HashMap<>();
    for (int node = 0; node < inventory.nodes(); node++) {
      Xattrs xattrs = inventory.node(node).attributes().xattrs();
      if (xattrs.isEmpty()) {
        continue;
      }
      Integer set = known.get(xattrs);
      if (set == null) {
        set = plan.sets.size();
        plan.sets.add(plan.shared(inventory, node, knownValues));
        known.put(xattrs, set);
      }
      plan.note(node, set, inventory.nodes());
    }
    plan.numberBlocks();
    return plan;
  }

  private Shared shared(Inventory inventory, int node, Map<ByteBuffer, Integer> knownValues)
      throws Ext4LayoutException {
    Xattrs xattrs = inventory.node(node).attributes().xattrs();
    try {
      XattrImage image = XattrImage.of(xattrs);
      List<byte[]> large = image.largeValues();
      int[] indexes = new int[large.size()];
      for (int i = 0; i < indexes.length; i++) {
        byte[] value = large.get(i);
        Integer index = knownValues.putIfAbsent(ByteBuffer.wrap(value), values.size());
        if (index == null) {
          index = values.size();
          values.add(value);
        }
        indexes[i] = index;
      }
      return new Shared(image, indexes, xattrs.hashCode());
    } catch (NotEncodableException e) {
      throw new Ext4LayoutException(inventory.path(node) + ": " + e.getMessage(), e);
    }
  }

  private void note(int node, int set, int nodes) {
    if (setOfNode.length == 0) {
      setOfNode = new int[nodes];
      rankOfNode = new int[nodes];
    }
    setOfNode[node] = set + 1;
    rankOfNode[node] = sets.get(set).files++;
  }

  private void numberBlocks() {
    valueReferences = new int[values.size()];
    for (Shared set : sets) {
      set.firstBlock = setOfBlock.size();
      for (int i = 0; i < set.blocks(); i++) {
        setOfBlock.add(set);
      }
      for (int value : set.values) {
        valueReferences[value] += set.blocks();
      }
    }
  }

  /** How many blocks there are. */
  public int blocks() {
    return setOfBlock.size();
  }

  /** How many inodes share a block. */
  public int references(int block) {
    Shared set = setOfBlock.get(block);
    int before = (block - set.firstBlock) * XattrImage.MAX_BLOCK_REFERENCES;
    return Math.min(set.files - before, XattrImage.MAX_BLOCK_REFERENCES);
  }

  /** What lies in a block. */
  public XattrImage imageOfBlock(int block) {
    return setOfBlock.get(block).image;
  }

  /** Which values the image of a block has in inodes of their own. */
  public int[] valuesOfBlock(int block) {
    return setOfBlock.get(block).values;
  }

  /** How many large values there are. */
  public int values() {
    return values.size();
  }

  /** A large value. Not to be changed. */
  public byte[] value(int index) {
    return values.get(index);
  }

  /** How many attributes have a large value. */
  public int valueReferences(int index) {
    return valueReferences[index];
  }

  /** Whether a file has any attributes. */
  public boolean has(int node) {
    return node < setOfNode.length && setOfNode[node] != 0;
  }

  private Shared set(int node) {
    return sets.get(setOfNode[node] - 1);
  }

  /** The attributes of a file that has some. */
  public XattrImage image(int node) {
    return set(node).image;
  }

  /** Which values the attributes of a file that has some have in inodes of their own. */
  public int[] values(int node) {
    return set(node).values;
  }

  /** The block of a file's attributes, or -1. */
  public int block(int node) {
    if (!has(node) || !image(node).hasBlock()) {
      return -1;
    }
    return set(node).firstBlock + rankOfNode[node] / XattrImage.MAX_BLOCK_REFERENCES;
  }

  /** A hash of what a block has. */
  long blockHash(int block) {
    Shared set = setOfBlock.get(block);
    return Coarse.mixed(set.hash * 31 + block - set.firstBlock);
  }
}
