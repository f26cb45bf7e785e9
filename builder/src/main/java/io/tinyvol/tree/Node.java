package io.tinyvol.tree;

/**
 * A file of any kind. One that has several names (hard links) is one node that several folders
 * have, or one folder several times. Not thread-safe.
 */
public abstract sealed class Node permits Folder, RegularFile, Symlink, SpecialFile {
  private Attributes attributes;
  private int names;

  Node(Attributes attributes) {
    this.attributes = attributes;
  }

  /** Its attributes. */
  public Attributes attributes() {
    return attributes;
  }

  /** Gives it other attributes. */
  public void setAttributes(Attributes newAttributes) {
    this.attributes = newAttributes;
  }

  /** How many names it has in folders; the root has none. */
  public int names() {
    return names;
  }

  void nameAdded() {
    names++;
  }

  void nameRemoved() {
    names--;
  }
}
