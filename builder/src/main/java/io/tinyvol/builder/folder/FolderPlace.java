package io.tinyvol.builder.folder;

import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.tree.FileName;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Where a folder is: its name in the one above it. Whether it is open, {@link OpenFolders} knows.
 */
final class FolderPlace {
  private final @Nullable FolderPlace above;
  private final @Nullable FileName name;
  private final String rootPath;

  /** What it was when it was opened first. Under the lock of {@link OpenFolders}. */
  @Nullable FileStatus status;

  /** Under the lock of {@link OpenFolders}. */
  @Nullable OpenFolder open;

  /** How many use it. Under the lock of {@link OpenFolders}. */
  int users;

  private FolderPlace(@Nullable FolderPlace above, @Nullable FileName name, String rootPath) {
    this.above = above;
    this.name = name;
    this.rootPath = rootPath;
  }

  /** The root, which stays open as long as the rest is used. */
  static FolderPlace root(String path, OpenFolder open, FileStatus status) {
    FolderPlace root = new FolderPlace(null, null, path);
    root.open = open;
    root.status = status;
    return root;
  }

  FolderPlace below(FileName childName) {
    return new FolderPlace(this, childName, rootPath);
  }

  @Nullable FolderPlace above() {
    return above;
  }

  @Nullable FileName name() {
    return name;
  }

  /** The path of a file in it, from the root: names with slashes between them. */
  byte[] pathFromRoot(FileName child) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (FileName part : namesFromRoot()) {
      path.writeBytes(part.bytes());
      path.write('/');
    }
    path.writeBytes(child.bytes());
    return path.toByteArray();
  }

  /** Its path, to show. */
  String path() {
    StringBuilder path = new StringBuilder(rootPath);
    for (FileName part : namesFromRoot()) {
      appendTo(path, part);
    }
    return path.toString();
  }

  /** The path of a file in it, to show. */
  String path(FileName child) {
    StringBuilder path = new StringBuilder(path());
    appendTo(path, child);
    return path.toString();
  }

  private static void appendTo(StringBuilder path, FileName part) {
    if (path.isEmpty() || path.charAt(path.length() - 1) != '/') {
      path.append('/');
    }
    path.append(part);
  }

  private Deque<FileName> namesFromRoot() {
    Deque<FileName> names = new ArrayDeque<>();
    FolderPlace place = this;
    while (place.above != null && place.name != null) {
      names.addFirst(place.name);
      place = place.above;
    }
    return names;
  }
}
