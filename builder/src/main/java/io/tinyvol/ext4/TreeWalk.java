package io.tinyvol.ext4;

import io.tinyvol.ext4.format.InodeView;
import io.tinyvol.tree.EscapedText;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a tree of directories, each of which is visited once. Those found and not visited
 * yet wait on a stack: only the directories on the way to one have to keep their paths.
 */
final class TreeWalk {
  private static final long ROOT_INODE = 2;

  /** Linux's PATH_MAX. Without a limit, nested directories make paths of quadratic length. */
  private static final int MAX_PATH_CHARS = 4096;

  /** Bounds the memory to 170 MiB if all names are as long as they can be, else to 50 MiB. */
  private static final int MAX_WAITING = 1 << 19;

  /** A directory to visit; the parent's path is "" in that of the root. */
  private record Waiting(String parentPath, String name, long inode) {}

  private final InodeLookup lookup;
  private final DirectoryReader directories;
  private final FactsReader factsReader;
  private final TreeVisitor visitor;
  private final SeenNumbers seenDirectories = new SeenNumbers("directories");
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long entryCount;
  private long damageCount;
  private @Nullable String firstDamage;

  TreeWalk(
      InodeLookup lookup,
      DirectoryReader directories,
      FactsReader factsReader,
      TreeVisitor visitor) {
    this.lookup = lookup;
    this.directories = directories;
    this.factsReader = factsReader;
    this.visitor = visitor;
  }

  TreeReport walk() throws IOException {
    entry("", "", ROOT_INODE);
    while (!waiting.isEmpty()) {
      Waiting next = waiting.pop();
      try {
        InodeView inode = lookup.read(next.inode);
        String path = next.inode == ROOT_INODE ? "" : next.parentPath + "/" + next.name;
        directories.read(inode, new Contents(path, next.inode, inode.isEncrypted()));
      } catch (DamagedInodeException e) {
        damage(next.inode, e.getMessage());
      }
    }
    return new TreeReport(entryCount, damageCount, firstDamage);
  }

  private void entry(String parentPath, String name, long inode) throws IOException {
    if (parentPath.length() + 1 + name.length() > MAX_PATH_CHARS) {
      damage(inode, "has a path longer than " + MAX_PATH_CHARS);
      return;
    }
    FileFacts facts;
    try {
      facts = factsReader.read(lookup.read(inode));
    } catch (DamagedInodeException e) {
      damage(inode, e.getMessage());
      return;
    }
    if (facts.kind() == FileKind.DIRECTORY) {
      if (!seenDirectories.add(inode)) {
        damage(inode, "is a directory of more than one name");
        return;
      }
      if (waiting.size() == MAX_WAITING) {
        throw Ext4Exception.unsupported(
            "has more than " + MAX_WAITING + " directories next to each other");
      }
      waiting.push(new Waiting(parentPath, name, inode));
    }
    entryCount++;
    visitor.entry(parentPath + "/" + name, inode, facts);
  }

  private void damage(long inode, @Nullable String message) {
    damageCount++;
    if (firstDamage == null) {
      firstDamage = "inode " + inode + " " + message;
    }
  }

  /** What is in one directory. */
  private final class Contents implements DirectoryReader.Sink {
    private final String path;
    private final long directory;
    private final boolean encrypted;

    Contents(String path, long directory, boolean encrypted) {
      this.path = path;
      this.directory = directory;
      this.encrypted = encrypted;
    }

    @Override
    public void entry(byte[] name, long inode) throws IOException {
      if (isDots(name)) {
        return;
      }
      if (!encrypted && !isName(name)) {
        damage("has an entry with the name \"" + EscapedText.of(name) + "\"");
        return;
      }
      // Encrypted, a name is any bytes.
      TreeWalk.this.entry(path, EscapedText.of(name).replace("/", "\\x2F"), inode);
    }

    @Override
    public void damage(String message) {
      TreeWalk.this.damage(directory, message);
    }
  }

  private static boolean isDots(byte[] name) {
    return Arrays.equals(name, new byte[] {'.'}) || Arrays.equals(name, new byte[] {'.', '.'});
  }

  private static boolean isName(byte[] name) {
    for (byte b : name) {
      if (b == '/' || b == 0) {
        return false;
      }
    }
    return name.length > 0;
  }
}
