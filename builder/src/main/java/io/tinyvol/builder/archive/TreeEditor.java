package io.tinyvol.builder.archive;

import io.tinyvol.tar.format.ShownName;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries into a tree, layer upon layer. Within a layer every name comes once, except that
 * folders may come again; what a layer below has, an entry replaces. Not thread-safe.
 */
final class TreeEditor {
  private final Folder root = new Folder(FolderWalk.IMPLIED);

  /** What the present layer has: its entries and the folders on their way. Not of the lowest. */
  private final Set<Place> touched = new HashSet<>();

  private int layersBelow;

  private List<FileName> lastPath = List.of();
  private @Nullable Folder lastFolder;

  /** A name in a folder; folders are equal only to themselves. */
  private record Place(Folder folder, FileName name) {}

  /** The tree. */
  Folder root() {
    return root;
  }

  /** What follows is a layer above all that is there. */
  void beginLayer() {
    layersBelow++;
    touched.clear();
    lastFolder = null;
  }

  /** Puts a folder, or gives one that is there already its attributes. */
  void putFolder(byte[] entryName, EntryPath path, Attributes attributes) throws TarException {
    FileName name = path.last();
    if (name == null) {
      root.setAttributes(attributes);
      return;
    }
    Folder parent = parentOf(entryName, path);
    if (parent.child(name) instanceof Folder there) {
      there.setAttributes(attributes);
      touch(parent, name);
    } else {
      put(entryName, parent, name, new Folder(attributes));
    }
  }

  /** Puts anything else. */
  void put(byte[] entryName, EntryPath path, Node node) throws TarException {
    FileName name = path.last();
    if (name == null) {
      throw TarException.of(entryName, "the root can only be a folder");
    }
    put(entryName, parentOf(entryName, path), name, node);
  }

  private void put(byte[] entryName, Folder parent, FileName name, Node node) throws TarException {
    if (isTouched(parent, name)) {
      throw TarException.of(entryName, "the archive has it twice");
    }
    Node before = parent.child(name);
    parent.put(name, node);
    if (before != null) {
      discard(before);
    }
    touch(parent, name);
  }

  private void touch(Folder parent, FileName name) {
    if (layersBelow > 0) {
      touched.add(new Place(parent, name));
    }
  }

  /** Whether the present layer has something that is there; the lowest has all that is. */
  private boolean isTouched(Folder parent, FileName name) {
    return layersBelow > 0 ? touched.contains(new Place(parent, name)) : parent.child(name) != null;
  }

  /** Gives what is at {@code target} another name. */
  void link(byte[] entryName, EntryPath path, byte[] targetName) throws TarException {
    EntryPath target;
    try {
      target = EntryPath.parse(targetName);
    } catch (TarException e) {
      throw TarException.of(entryName, "a link to " + e.getMessage());
    }
    FileName name = target.last();
    Folder folder =
        name == null ? null : new FolderWalk(root, entryName, false).to(target.parents());
    Node node = folder == null || name == null ? null : folder.child(name);
    if (name == null || node instanceof Folder) {
      throw TarException.of(entryName, "a link to a folder, " + ShownName.of(targetName));
    }
    if (node == null) {
      throw TarException.of(
          entryName, "a link to " + ShownName.of(targetName) + ", which is not there");
    }
    put(entryName, path, node);
  }

  /** Takes away what layers below have under a name, if anything; only that of this one stays. */
  void whiteOut(byte[] entryName, List<FileName> folder, FileName name) throws TarException {
    Folder parent = new FolderWalk(root, entryName, false).to(folder);
    if (parent != null && parent.child(name) != null) {
      removeLower(parent, name);
    }
  }

  /** Takes away what layers below have in a folder. */
  void makeOpaque(byte[] entryName, List<FileName> path) throws TarException {
    Folder folder = new FolderWalk(root, entryName, false).to(path);
    if (folder != null) {
      removeLowerIn(folder);
    }
  }

  private void removeLower(Folder parent, FileName name) {
    Node node = parent.child(name);
    if (!isTouched(parent, name)) {
      parent.remove(name);
      if (node != null) {
        discard(node);
      }
    } else if (node instanceof Folder folder) {
      removeLowerIn(folder);
    }
  }

  private void removeLowerIn(Folder folder) {
    for (FileName name : new ArrayList<>(folder.children().keySet())) {
      removeLower(folder, name);
    }
  }

  private Folder parentOf(byte[] entryName, EntryPath path) throws TarException {
    Folder last = lastFolder;
    if (last != null && lastPath.equals(path.parents())) {
      return last;
    }
    FolderWalk walk = new FolderWalk(root, entryName, true);
    Folder parent = walk.to(path.parents());
    if (parent == null) {
      throw new IllegalStateException("missing folders are made");
    }
    for (FolderWalk.Step step : walk.steps()) {
      touch(step.parent(), step.name());
    }
    lastPath = path.parents();
    lastFolder = parent;
    return parent;
  }

  /** A folder that went takes the names in it away, which other names of the same files count. */
  private void discard(Node node) {
    lastFolder = null;
    Deque<Node> toDo = new ArrayDeque<>(List.of(node));
    while (!toDo.isEmpty()) {
      if (toDo.removeLast() instanceof Folder folder) {
        toDo.addAll(folder.children().values());
        folder.clear();
      }
    }
  }
}
