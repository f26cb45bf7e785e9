package io.tinyvol.builder.folder;

import io.tinyvol.builder.SourceException;
import io.tinyvol.posix.ErrnoException;
import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.Scratch;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.FileName;
import io.tinyvol.tree.Folder;
import io.tinyvol.tree.Node;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks through a folder, names in the order of their bytes, and makes a tree of it. */
final class FolderWalk {
  private static final byte[] ITSELF = {'.'};

  private final OpenFolders folders;
  private final AttributeReader attributes;
  private final FolderOptions options;
  private final FolderContents contents;
  private final Scratch scratch;

  /** Files with several names, of which one was met. */
  private final Map<FileKey, Linked> linked = new HashMap<>();

  /** Folders to walk through, the next one on top: no recursion, for they may be deep. */
  private final Deque<Pending> pending = new ArrayDeque<>();

  private record FileKey(long device, long inode) {}

  private record Linked(Node node, @Nullable FileJob job) {}

  private record Pending(
      FolderPlace place, Folder folder, FileStatus status, @Nullable Folder above) {}

  FolderWalk(
      OpenFolders folders,
      AttributeReader attributes,
      FolderOptions options,
      FolderContents contents,
      Scratch scratch) {
    this.folders = folders;
    this.attributes = attributes;
    this.options = options;
    this.contents = contents;
    this.scratch = scratch;
  }

  /** Puts what is in a folder into the tree's root. */
  void walk(FolderPlace root, Folder tree) throws IOException {
    FileStatus status = folders.status(root);
    pending.push(new Pending(root, tree, status, null));
    while (!pending.isEmpty()) {
      enter(pending.pop(), status.device());
    }
  }

  private void enter(Pending next, long rootDevice) throws IOException {
    FolderPlace place = next.place();
    OpenFolder open;
    try {
      open = folders.borrow(place);
    } catch (ErrnoException e) {
      leaveOut(next, e);
      return;
    } catch (ChangedException e) {
      throw Failures.changes(place.path());
    }
    try {
      FileStatus status = folders.status(place);
      if (!status.isSameContent(next.status())) {
        next.folder().setAttributes(attributes.read(open, ITSELF, status));
      }
      if (!options.oneFileSystem() || status.device() == rootDevice) {
        list(next, open);
      }
    } catch (ErrnoException e) {
      throw Failures.of(place.path(), e);
    } finally {
      folders.giveBack(place);
    }
  }

  /** A folder that is gone was never there. */
  private static void leaveOut(Pending gone, ErrnoException e) throws IOException {
    FileName name = gone.place().name();
    switch (e.errno()) {
      case ErrnoException.ENOENT -> {
        if (gone.above() != null && name != null) {
          gone.above().remove(name);
        }
      }
      case ErrnoException.ENOTDIR, ErrnoException.ELOOP ->
          throw Failures.changes(gone.place().path());
      default -> throw Failures.of(gone.place().path(), e);
    }
  }

  private void list(Pending here, OpenFolder open) throws IOException {
    List<FileName> names = new ArrayList<>();
    for (byte[] name : open.list(scratch)) {
      try {
        names.add(FileName.of(name));
      } catch (IllegalArgumentException e) {
        throw new SourceException(here.place().path() + ": has " + e.getMessage());
      }
    }
    names.sort(null);
    List<Pending> below = new ArrayList<>();
    for (FileName name : names) {
      try {
        add(here, open, name, below);
      } catch (ErrnoException e) {
        if (e.errno() != ErrnoException.ENOENT) {
          throw Failures.of(here.place().path(name), e);
        }
      } catch (IllegalArgumentException e) {
        throw new SourceException(here.place().path(name) + ": " + e.getMessage());
      }
    }
    below.reversed().forEach(pending::push);
  }

  private void add(Pending here, OpenFolder open, FileName name, List<Pending> below)
      throws IOException {
    byte[] bytes = name.bytes();
    FileStatus status = open.status(bytes, scratch);
    boolean isFolder = status.type() == FileStatus.Type.FOLDER;
    if (isExcluded(here.place(), name, isFolder)) {
      return;
    }
    FileJob.Name place = new FileJob.Name(here.place(), here.folder(), name);
    if (status.links() > 1 && !isFolder && addToLinked(place, status)) {
      return;
    }
    Node node = node(place, open, status);
    here.folder().put(name, node);
    FileJob job = null;
    if (node instanceof Folder folder) {
      below.add(new Pending(here.place().below(name), folder, status, here.folder()));
    } else if (node instanceof RegularFile file) {
      job = new FileJob(file, place, status);
      contents.add(job);
    }
    if (status.links() > 1 && !isFolder) {
      linked.put(new FileKey(status.device(), status.inode()), new Linked(node, job));
    }
  }

  private boolean isExcluded(FolderPlace place, FileName name, boolean isFolder) {
    return !options.exclusions().isEmpty()
        && options.exclusions().excludes(place.pathFromRoot(name), isFolder);
  }

  private boolean addToLinked(FileJob.Name place, FileStatus status) {
    Linked known = linked.get(new FileKey(status.device(), status.inode()));
    if (known == null) {
      return false;
    }
    place.folder().put(place.name(), known.node());
    if (known.job() != null) {
      known.job().addName(place);
    }
    return true;
  }

  private Node node(FileJob.Name place, OpenFolder open, FileStatus status) throws IOException {
    byte[] name = place.name().bytes();
    Attributes read = attributes.read(open, name, status);
    return switch (status.type()) {
      case FOLDER -> new Folder(read);
      case REGULAR -> new RegularFile(read);
      case SYMLINK -> new Symlink(read, open.readLink(name, scratch));
      case CHARACTER_DEVICE -> special(read, SpecialFile.Kind.CHARACTER_DEVICE, status);
      case BLOCK_DEVICE -> special(read, SpecialFile.Kind.BLOCK_DEVICE, status);
      case FIFO -> new SpecialFile(read, SpecialFile.Kind.FIFO, 0, 0);
      case SOCKET -> new SpecialFile(read, SpecialFile.Kind.SOCKET, 0, 0);
      case UNKNOWN ->
          throw new SourceException(
              "%s: is of an unknown type, mode 0%o".formatted(place.path(), status.mode()));
    };
  }

  private static SpecialFile special(
      Attributes attributes, SpecialFile.Kind kind, FileStatus status) {
    return new SpecialFile(attributes, kind, status.major(), status.minor());
  }
}
