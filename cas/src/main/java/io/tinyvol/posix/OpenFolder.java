package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that is open, and what can be asked of the names in it. Names are bytes, whatever the
 * locale; none is followed if it is a symlink; "." is the folder itself. So depth does not matter,
 * and what was looked at cannot be exchanged on the way.
 *
 * <p>Failures are {@link ErrnoException}s, which name no file: the caller knows which. Methods may
 * be called from several threads at once, each with a scratch of its own; the owner closes when no
 * call is under way.
 */
public final class OpenFolder implements Closeable {
  private static final byte[] NO_NAME = {};
  private static final int FOLDER_FLAGS = OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW;
  private static final int FILE_FLAGS = OpenFlags.NOFOLLOW | OpenFlags.NONBLOCK;

  /** Enough for nearly all files; the kernel sets aside as much as it is asked for. */
  private static final int FEW_ATTRIBUTES_BYTES = 512;

  // struct linux_dirent64, see getdents(2).
  private static final int ENTRY_LENGTH = 16;
  private static final int ENTRY_NAME = 19;

  private final int fd;
  private final byte[] procPath;
  private volatile boolean closed;

  private OpenFolder(int fd) {
    this.fd = fd;
    // The way to the extended attributes of what cannot be opened (symlinks, devices) on kernels
    // before 6.13, and everywhere to their values, which are few. It costs twice what a stat does.
    this.procPath = ("/proc/self/fd/" + fd + "/").getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens a folder; a symlink to one as well. */
  public static OpenFolder open(Path path) throws ErrnoException {
    return new OpenFolder(FileCalls.open(path.toString(), OpenFlags.DIRECTORY));
  }

  /** Opens a folder in this one. */
  public OpenFolder openFolder(byte[] name, Scratch scratch) throws IOException {
    return new OpenFolder(openWithoutAtime(name, FOLDER_FLAGS, scratch));
  }

  /**
   * Opens a file in this folder for reading; a pipe or a device without waiting.
   *
   * @param shownPath names the file in messages
   */
  public PosixFile openFile(byte[] name, String shownPath, Scratch scratch) throws IOException {
    int file = openWithoutAtime(name, FILE_FLAGS, scratch);
    try {
      return PosixFile.ofDescriptor(file, shownPath, scratch);
    } catch (ErrnoException e) {
      FileCalls.close(file);
      throw e;
    }
  }

  /** Only who owns a file may read it without a trace (open(2)). */
  private int openWithoutAtime(byte[] name, int flags, Scratch scratch) throws IOException {
    checkOpen();
    try {
      return FolderCalls.openat(fd, name, flags | OpenFlags.NOATIME, scratch);
    } catch (ErrnoException e) {
      if (e.errno() != ErrnoException.EPERM) {
        throw e;
      }
      return FolderCalls.openat(fd, name, flags, scratch);
    }
  }

  /** What is known of this folder. */
  public FileStatus status(Scratch scratch) throws IOException {
    checkOpen();
    return FolderCalls.statx(fd, NO_NAME, FolderCalls.AT_EMPTY_PATH, scratch);
  }

  /** What is known of a file in this folder. */
  public FileStatus status(byte[] name, Scratch scratch) throws IOException {
    checkOpen();
    return FolderCalls.statx(fd, name, FolderCalls.AT_SYMLINK_NOFOLLOW, scratch);
  }

  /**
   * The names in this folder, without "." and "..", in no particular order. To be called once: it
   * goes on where it ended.
   */
  public List<byte[]> list(Scratch scratch) throws IOException {
    checkOpen();
    List<byte[]> names = new ArrayList<>();
    ByteBuffer entries = scratch.buffer;
    for (int size = FolderCalls.getdents(fd, scratch); size > 0; ) {
      int next;
      for (int at = 0; at < size; at = next) {
        next = at + Short.toUnsignedInt(entries.getShort(at + ENTRY_LENGTH));
        byte[] name = nameAt(entries, at + ENTRY_NAME, next);
        if (!isDots(name)) {
          names.add(name);
        }
      }
      size = FolderCalls.getdents(fd, scratch);
    }
    return names;
  }

  private static byte[] nameAt(ByteBuffer entries, int start, int limit) {
    int end = start;
    while (end < limit && entries.get(end) != 0) {
      end++;
    }
    byte[] name = new byte[end - start];
    entries.get(start, name);
    return name;
  }

  private static boolean isDots(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }

  /** Where a symlink in this folder leads. */
  public byte[] readLink(byte[] name, Scratch scratch) throws IOException {
    checkOpen();
    return scratch.result(FolderCalls.readlinkat(fd, name, scratch));
  }

  /** The names of a file's extended attributes; none where the file system has no such thing. */
  public List<byte[]> attributeNames(byte[] name, Scratch scratch) throws IOException {
    checkOpen();
    int size;
    try {
      size = listAttributes(name, FEW_ATTRIBUTES_BYTES, scratch);
    } catch (ErrnoException e) {
      switch (e.errno()) {
        case ErrnoException.EOPNOTSUPP -> {
          return List.of();
        }
        case ErrnoException.ERANGE ->
            size = listAttributes(name, scratch.buffer.capacity(), scratch);
        default -> throw e;
      }
    }
    if (size == 0) {
      return List.of();
    }
    List<byte[]> names = new ArrayList<>();
    for (int at = 0; at < size; ) {
      byte[] attribute = nameAt(scratch.buffer, at, size);
      names.add(attribute);
      at += attribute.length + 1;
    }
    return names;
  }

  private int listAttributes(byte[] name, int bufferBytes, Scratch scratch) throws IOException {
    if (scratch.hasListxattrat) {
      try {
        return FolderCalls.listxattrat(fd, name, bufferBytes, scratch);
      } catch (ErrnoException e) {
        // The second one is what some sandboxes answer to calls that they do not know.
        if (e.errno() != ErrnoException.ENOSYS && e.errno() != ErrnoException.EPERM) {
          throw e;
        }
        scratch.hasListxattrat = false;
      }
    }
    return FolderCalls.llistxattr(scratch.path(procPath, name), bufferBytes, scratch);
  }

  /** The value of an extended attribute. */
  public byte[] attribute(byte[] name, byte[] attribute, Scratch scratch) throws IOException {
    checkOpen();
    return scratch.result(FolderCalls.lgetxattr(scratch.path(procPath, name), attribute, scratch));
  }

  /** A closed descriptor's number may be another file's by now: it must not be used again. */
  private void checkOpen() throws IOException {
    if (closed) {
      throw new IOException("the folder is closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      FileCalls.close(fd);
    }
  }
}
