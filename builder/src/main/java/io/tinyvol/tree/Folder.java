package io.tinyvol.tree;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A folder. */
public final class Folder extends Node {
  private final TreeMap<FileName, Node> children = new TreeMap<>();

  /** An empty one. */
  public Folder(Attributes attributes) {
    super(attributes);
  }

  /** What is in it, by name. A view. */
  public SortedMap<FileName, Node> children() {
    return Collections.unmodifiableSortedMap(children);
  }

  /** What it has under a name, or null. */
  public @Nullable Node child(FileName name) {
    return children.get(name);
  }

  /**
   * Gives a node a name in this folder, in place of what has the name now.
   *
   * @throws IllegalArgumentException if it is a folder that has a name already
   */
  public void put(FileName name, Node node) {
    if (node instanceof Folder && node.names() > 0) {
      throw new IllegalArgumentException("a folder has one name: " + name);
    }
    node.nameAdded();
    Node before = children.put(name, node);
    if (before != null) {
      before.nameRemoved();
    }
  }

  /** Takes a name away; what had it, or null. */
  public @Nullable Node remove(FileName name) {
    Node removed = children.remove(name);
    if (removed != null) {
      removed.nameRemoved();
    }
    return removed;
  }

  /** Takes all names away. */
  public void clear() {
    children.values().forEach(Node::nameRemoved);
    children.clear();
  }
}
