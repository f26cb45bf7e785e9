package io.tinyvol.builder.folder;

import io.tinyvol.posix.FileStatus;
import io.tinyvol.posix.OpenFolder;
import io.tinyvol.posix.Scratch;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;

/**
 * Opens folders when they are used, each by its name in the one above, and closes those not used
 * for the longest time: so neither depth nor number needs many descriptors, and no path is too
 * long. Thread-safe; the owner closes it when nothing uses it any more.
 */
final class OpenFolders implements Closeable {
  /** Far fewer than the descriptors that a process may have, usually 1024. */
  private static final int MAX_OPEN = 128;

  /** All that are open but the root, the one used last at the end. */
  private final LinkedHashSet<FolderPlace> open = new LinkedHashSet<>();

  private final Scratch scratch = new Scratch();

  /**
   * A folder, open; to be given back.
   *
   * @throws io.tinyvol.posix.ErrnoException if it, or one above it, cannot be opened any more
   * @throws ChangedException if another is there now
   */
  synchronized OpenFolder borrow(FolderPlace place) throws IOException {
    Deque<FolderPlace> closed = new ArrayDeque<>();
    FolderPlace at = place;
    while (at.open == null) {
      closed.push(at);
      at = Objects.requireNonNull(at.above(), "the root is open");
    }
    touch(at);
    OpenFolder folder = Objects.requireNonNull(at.open);
    for (FolderPlace next : closed) {
      folder = open(next, folder);
    }
    place.users++;
    return folder;
  }

  private OpenFolder open(FolderPlace place, OpenFolder above) throws IOException {
    byte[] name = Objects.requireNonNull(place.name(), "the root is open").bytes();
    OpenFolder folder = above.openFolder(name, scratch);
    try {
      FileStatus status = folder.status(scratch);
      if (place.status != null && !place.status.isSameFile(status)) {
        throw new ChangedException(place.path());
      }
      place.status = status;
    } catch (IOException e) {
      folder.close();
      throw e;
    }
    place.open = folder;
    touch(place);
    closeOldest();
    return folder;
  }

  private void touch(FolderPlace place) {
    if (place.above() != null) {
      open.remove(place);
      open.add(place);
    }
  }

  /** Keeps the newest in any case, which the next is opened in. */
  private void closeOldest() {
    if (open.size() <= MAX_OPEN) {
      return;
    }
    FolderPlace newest = open.getLast();
    for (FolderPlace place : open) {
      if (place.users == 0 && place != newest) {
        close(place);
        open.remove(place);
        return;
      }
    }
  }

  private static void close(FolderPlace place) {
    if (place.open != null) {
      place.open.close();
      place.open = null;
    }
  }

  /** What a folder was when it was first opened. */
  synchronized FileStatus status(FolderPlace place) {
    return Objects.requireNonNull(place.status, "it was opened");
  }

  /** Ends a use. */
  synchronized void giveBack(FolderPlace place) {
    place.users--;
  }

  @Override
  public synchronized void close() {
    open.forEach(OpenFolders::close);
    open.clear();
  }
}
