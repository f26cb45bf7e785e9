package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.volume.VolumeGeometry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A node above the leaves. Children that would cover zeros alone are absent. Little-endian (see
 * docs/volume-format.md):
 *
 * <pre>
 *  0   1  'I'
 *  1   1  format version: 1
 *  2   1  level: 1 above the leaves, and so on
 *  3   1  zero
 *  4   4  number n of children
 *  8  56  for each child, by ascending index:
 *           0   4  index, 0 to 255
 *           4   4  zero
 *           8   8  mapped blocks below it
 *          16   8  extents below it
 *          24  32  digest
 * </pre>
 */
public final class InteriorNode implements ManifestNode {
  private static final int HEADER_BYTES = 8;
  private static final int CHILD_BYTES = 56;

  private final ByteBuffer node;

  private InteriorNode(ByteBuffer node) {
    this.node = node;
  }

  /**
   * A child as its parent knows it.
   *
   * @param index which part of the parent's span it covers
   * @param mappedBlocks the mapped blocks below it
   * @param extents the extents below it
   * @param digest the child's digest
   */
  public record Child(int index, long mappedBlocks, long extents, Digest digest) {}

  /** The bytes of a node with these children, whose indices ascend. */
  public static ByteBuffer encode(int level, List<Child> children) {
    ByteBuffer node =
        NodeHeader.start(HEADER_BYTES + CHILD_BYTES * children.size(), NodeHeader.INTERIOR);
    node.put((byte) level).put((byte) 0).putInt(children.size());
    for (Child child : children) {
      node.putInt(child.index()).putInt(0);
      node.putLong(child.mappedBlocks()).putLong(child.extents());
      child.digest().putTo(node);
    }
    return node.flip();
  }

  /**
   * A view of a copy of {@code bytes}.
   *
   * @throws CorruptDataException if it is not a node of this level
   */
  public static InteriorNode decode(ByteBuffer bytes, int level, Digest digest)
      throws CorruptDataException {
    NodeHeader.check(bytes.slice(), NodeHeader.INTERIOR, digest);
    InteriorNode view = new InteriorNode(copy(bytes));
    int count = view.node.getInt(4);
    if (view.node.get(2) != level
        || view.node.get(3) != 0
        || count < 1
        || count > VolumeGeometry.FANOUT
        || view.node.capacity() != HEADER_BYTES + CHILD_BYTES * count) {
      throw NodeHeader.malformed(digest, "level " + view.node.get(2) + " with " + count);
    }
    int last = -1;
    for (int i = 0; i < count; i++) {
      int index = view.index(i);
      if (index <= last || index >= VolumeGeometry.FANOUT) {
        throw NodeHeader.malformed(digest, "child " + index + " after " + last);
      }
      Child child = view.child(i);
      boolean zero = view.node.getInt(HEADER_BYTES + CHILD_BYTES * i + 4) == 0;
      if (!zero || child.extents() < 1 || child.mappedBlocks() < child.extents()) {
        throw NodeHeader.malformed(digest, "child " + child);
      }
      last = index;
    }
    return view;
  }

  static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(bytes.slice()).flip();
  }

  @Override
  public int sizeBytes() {
    return node.capacity();
  }

  /** Its level: 1 above the leaves, and so on. */
  public int level() {
    return node.get(2);
  }

  /** The number of children that are present. */
  public int count() {
    return node.getInt(4);
  }

  private int index(int i) {
    return node.getInt(HEADER_BYTES + CHILD_BYTES * i);
  }

  /** The {@code i}-th child that is present. */
  public Child child(int i) {
    int at = HEADER_BYTES + CHILD_BYTES * i;
    return new Child(
        node.getInt(at), node.getLong(at + 8), node.getLong(at + 16), Digest.at(node, at + 24));
  }

  /** Which child that is present covers this index, or -1 if it is absent. */
  public int find(int index) {
    int i = firstAtOrAfter(index);
    return i < count() && index(i) == index ? i : -1;
  }

  /** Which child that is present covers this index or the next after it, or {@link #count}. */
  public int firstAtOrAfter(int index) {
    int low = 0;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (index(middle) < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
