package io.tinyvol.tree;

/** A regular file. Its content is empty until it is set. */
public final class RegularFile extends Node {
  private FileContent content = FileContent.EMPTY;

  /** An empty one. */
  public RegularFile(Attributes attributes) {
    super(attributes);
  }

  /** Its content. */
  public FileContent content() {
    return content;
  }

  /** Gives it content. */
  public void setContent(FileContent newContent) {
    this.content = newContent;
  }
}
