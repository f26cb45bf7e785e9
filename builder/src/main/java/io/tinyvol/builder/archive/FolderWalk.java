package io.tinyvol.builder.archive;

import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.Symlink;
import io.tinyvol.tree.Xattrs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the root to the folder that an entry is in. Symbolic links on it are followed as if
 * the tree's root were the system's, but none may lead above it.
 */
final class FolderWalk {
  /** As many as the kernel follows. */
  private static final int MAX_LINKS = 40;

  /** The work for one entry is bounded, whatever the links on its way lead through. */
  private static final int MAX_STEPS = 4096;

  /** A path through more of them is longer than PATH_MAX; and trees are walked by recursion. */
  private static final int MAX_DEPTH = 2048;

  /** What a folder is given that no entry tells of. */
  static final Attributes IMPLIED = new Attributes(0755, 0, 0, 0, 0, Xattrs.NONE);

  private final byte[] entryName;
  private final boolean makeMissing;
  private final Deque<Step> way = new ArrayDeque<>();
  private final Deque<Part> toGo = new ArrayDeque<>();
  private Folder here;
  private final Folder root;
  private int links;
  private int steps;

  /** A folder on the way, under its name in the one above. */
  record Step(Folder parent, FileName name) {}

  /** A part of a path: a name, or null for the folder above. */
  private record Part(@Nullable FileName name) {}

  FolderWalk(Folder root, byte[] entryName, boolean makeMissing) {
    this.root = root;
    this.here = root;
    this.entryName = entryName;
    this.makeMissing = makeMissing;
  }

  /**
   * Goes along {@code path}.
   *
   * @return the folder at its end, or null if there is none and may not be made
   * @throws TarException if it leads out of the root or in circles, or a folder is to be made below
   *     what is none
   */
  @Nullable Folder to(List<FileName> path) throws TarException {
    for (FileName name : path) {
      toGo.addLast(new Part(name));
    }
    while (!toGo.isEmpty()) {
      if (++steps > MAX_STEPS) {
        throw wrong("the links among its folders make too long a way");
      }
      FileName name = toGo.removeFirst().name();
      if (name == null) {
        if (way.isEmpty()) {
          throw wrong("a link among its folders leads out of the root");
        }
        here = way.removeLast().parent();
      } else if (!enter(name)) {
        return null;
      }
    }
    return here;
  }

  /** The folders on the way, without the root. */
  Iterable<Step> steps() {
    return way;
  }

  private boolean enter(FileName name) throws TarException {
    Node child = here.child(name);
    if (child == null && makeMissing) {
      child = new Folder(IMPLIED);
      here.put(name, child);
    }
    switch (child) {
      case null -> {
        return false;
      }
      case Folder folder -> {
        if (way.size() == MAX_DEPTH) {
          throw wrong("it lies more than " + MAX_DEPTH + " folders deep");
        }
        way.addLast(new Step(here, name));
        here = folder;
      }
      case Symlink link -> follow(link.target());
      default -> {
        if (makeMissing) {
          throw wrong("it lies below " + name + ", which is no folder");
        }
        return false;
      }
    }
    return true;
  }

  private void follow(byte[] target) throws TarException {
    if (++links > MAX_LINKS) {
      throw wrong("a loop of links among its folders");
    }
    if (target[0] == '/') {
      way.clear();
      here = root;
    }
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int to = 0; to <= target.length; to++) {
      if (to == target.length || target[to] == '/') {
        addPart(target, from, to - from, parts);
        from = to + 1;
      }
    }
    parts.reversed().forEach(toGo::addFirst);
  }

  private void addPart(byte[] target, int from, int length, List<Part> parts) throws TarException {
    if (length == 2 && target[from] == '.' && target[from + 1] == '.') {
      parts.add(new Part(null));
    } else if (length > 1 || (length == 1 && target[from] != '.')) {
      try {
        parts.add(new Part(FileName.of(target, from, length)));
      } catch (IllegalArgumentException e) {
        throw wrong("a link among its folders: " + e.getMessage());
      }
    }
  }

  private TarException wrong(String what) {
    return TarException.of(entryName, what);
  }
}
