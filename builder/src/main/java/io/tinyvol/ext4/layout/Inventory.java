package io.tinyvol.ext4.layout;

import io.tinyvol.ext4.format.BlockField;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A tree's files in a row, level by level, each level in the order of its paths. A file with
 * several names stands where its first name is. The entries of all folders are in the same order,
 * so those of one folder lie together. Immutable.
 */
public final class Inventory {
  /** The root's place in the row. */
  public static final int ROOT = 0;

  static final FileName LOST_AND_FOUND =
      FileName.of("lost+found".getBytes(StandardCharsets.US_ASCII));

  private static final int MAX_LINKS = 65000;

  private Node[] nodes = new Node[64];
  private long[] pathHash = new long[64];
  private int[] parent = new int[64];
  private int[] firstEntry = new int[64];
  private int[] entryNode = new int[64];
  private int nodeCount;
  private int entryCount;
  private int lostAndFound;
  private final IdentityHashMap<Node, Integer> linked = new IdentityHashMap<>();

  private Inventory() {}

  /**
   * The inventory of a tree.
   *
   * @param time the time of a lost+found that the tree does not have
   */
  static Inventory of(Folder root, long time) throws Ext4LayoutException {
    Inventory inventory = new Inventory();
    inventory.addNode(root, ROOT, 0);
    for (int node = 0; node < inventory.nodeCount; node++) {
      inventory.firstEntry[node] = inventory.entryCount;
      if (node == ROOT) {
        inventory.addEntries(node, withLostAndFound(root, time));
        inventory.findLostAndFound(root);
      } else if (inventory.nodes[node] instanceof Folder folder) {
        inventory.addEntries(node, folder.children());
      }
    }
    return inventory;
  }

  private static SortedMap<FileName, Node> withLostAndFound(Folder root, long time) {
    if (root.child(LOST_AND_FOUND) != null) {
      return root.children();
    }
    TreeMap<FileName, Node> children = new TreeMap<>(root.children());
    children.put(LOST_AND_FOUND, new Folder(new Attributes(0700, 0, 0, time, 0, Xattrs.NONE)));
    return children;
  }

  private void findLostAndFound(Folder root) throws Ext4LayoutException {
    int index = root.children().headMap(LOST_AND_FOUND).size();
    lostAndFound = entryNode[index];
    if (!(nodes[lostAndFound] instanceof Folder)) {
      throw new Ext4LayoutException(
          "/lost+found: it is not a folder, but ext4 needs one of that name; remove or rename it");
    }
  }

  private void addEntries(int folder, SortedMap<FileName, Node> children)
      throws Ext4LayoutException {
    for (Map.Entry<FileName, Node> child : children.entrySet()) {
      if (entryCount == entryNode.length) {
        entryNode = Arrays.copyOf(entryNode, entryCount + entryCount / 2);
      }
      entryNode[entryCount++] = nodeOf(child.getValue(), folder, child.getKey());
    }
  }

  private int nodeOf(Node node, int folder, FileName name) throws Ext4LayoutException {
    if (node.names() > 1) {
      Integer known = linked.get(node);
      if (known != null) {
        return known;
      }
      linked.put(node, nodeCount);
    }
    int index = addNode(node, folder, childHash(pathHash[folder], name));
    if (node.names() > MAX_LINKS) {
      throw new Ext4LayoutException(
          "%s: it has %d names (hard links); ext4 can have %d"
              .formatted(path(index), node.names(), MAX_LINKS));
    }
    return index;
  }

  private int addNode(Node node, int itsParent, long hash) {
    if (nodeCount == nodes.length) {
      int capacity = nodeCount + nodeCount / 2;
      nodes = Arrays.copyOf(nodes, capacity);
      pathHash = Arrays.copyOf(pathHash, capacity);
      parent = Arrays.copyOf(parent, capacity);
      firstEntry = Arrays.copyOf(firstEntry, capacity);
    }
    nodes[nodeCount] = node;
    pathHash[nodeCount] = hash;
    parent[nodeCount] = itsParent;
    return nodeCount++;
  }

  private static long childHash(long folderHash, FileName name) {
    // A name's hash is that of its bytes as Arrays.hashCode defines it, everywhere the same.
    return Coarse.mixed(folderHash * 31 + name.hashCode() + 1);
  }

  /** How many files there are. */
  public int nodes() {
    return nodeCount;
  }

  /** A file. */
  public Node node(int index) {
    return nodes[index];
  }

  /** The folder of its first name. The root is in itself. */
  public int parent(int index) {
    return parent[index];
  }

  /** A hash of the path of its first name. */
  long pathHash(int index) {
    return pathHash[index];
  }

  /** Where the folder lost+found is. */
  public int lostAndFound() {
    return lostAndFound;
  }

  /** How many entries a folder has. */
  public int entries(int folder) {
    return (folder + 1 < nodeCount ? firstEntry[folder + 1] : entryCount) - firstEntry[folder];
  }

  /** What an entry of a folder names. */
  public int entry(int folder, int index) {
    return entryNode[firstEntry[folder] + index];
  }

  /** The names in a folder, in the order of its entries. */
  List<FileName> names(int folder) {
    Folder node = (Folder) nodes[folder];
    List<FileName> names = new ArrayList<>(node.children().size() + (folder == ROOT ? 1 : 0));
    names.addAll(node.children().keySet());
    if (folder == ROOT && node.child(LOST_AND_FOUND) == null) {
      names.add(node.children().headMap(LOST_AND_FOUND).size(), LOST_AND_FOUND);
    }
    return names;
  }

  /** The folders in a folder. */
  public int subfolders(int folder) {
    int count = 0;
    for (int i = 0; i < entries(folder); i++) {
      if (nodes[entry(folder, i)] instanceof Folder) {
        count++;
      }
    }
    return count;
  }

  /** The blocks of data that a file has by itself, before there is a place for them. */
  long dataBlocks(int index) {
    return switch (nodes[index]) {
      case RegularFile file -> file.content().dataBlocks();
      case Symlink link -> link.targetBytes() > BlockField.MAX_SYMLINK_BYTES ? 1 : 0;
      case Folder _, SpecialFile _ -> 0;
    };
  }

  /** The path of a file's first name, to show. */
  String path(int index) {
    StringBuilder path = new StringBuilder();
    for (int at = index; at != ROOT; at = parent[at]) {
      path.insert(0, "/" + name(at));
    }
    return path.isEmpty() ? "/" : path.toString();
  }

  private FileName name(int index) {
    int folder = parent[index];
    int entry = firstEntry[folder];
    // A file that is just being added has no entry yet: it is the folder's next.
    while (entry < entryCount && entryNode[entry] != index) {
      entry++;
    }
    return names(folder).get(entry - firstEntry[folder]);
  }
}
