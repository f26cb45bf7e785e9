package io.tinyvol.builder.archive;

import io.tinyvol.tar.TarEntry;
import io.tinyvol.tar.TarReader;
import io.tinyvol.tar.format.SparseMap;
import io.tinyvol.tar.format.TarException;
import io.tinyvol.tree.AttributePool;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.RegularFile;
import io.tinyvol.tree.SpecialFile;
import io.tinyvol.tree.Symlink;
import java.io.IOException;

/** Puts the entries of an archive into a tree, and the content of its files into the store. */
final class EntryApplier {
  /** The kernel shows every symlink so; archives have all kinds of things. */
  private static final int SYMLINK_PERMISSIONS = 0777;

  private final TreeEditor editor;
  private final ContentStream content;
  private final ArchiveOptions options;
  private final AttributePool pool = new AttributePool();
  private final byte[] buffer = new byte[64 << 10];

  EntryApplier(TreeEditor editor, ContentStream content, ArchiveOptions options) {
    this.editor = editor;
    this.content = content;
    this.options = options;
  }

  /** Puts the entry that the reader is at. */
  void apply(TarReader reader, TarEntry entry) throws IOException {
    apply(reader, entry, EntryPath.parse(entry.name()));
  }

  /** Puts the entry that the reader is at, whose name has been taken apart. */
  void apply(TarReader reader, TarEntry entry, EntryPath path) throws IOException {
    byte[] name = entry.name();
    if (path.isExcluded(options.exclusions(), entry.kind() == TarEntry.Kind.FOLDER)) {
      return;
    }
    Attributes attributes = entry.attributes();
    switch (entry.kind()) {
      case FILE -> file(reader, entry, path);
      case FOLDER -> editor.putFolder(name, path, attributes);
      case SYMLINK -> editor.put(name, path, symlink(entry));
      case HARD_LINK -> editor.link(name, path, entry.linkName());
      case CHARACTER_DEVICE -> special(entry, path, SpecialFile.Kind.CHARACTER_DEVICE);
      case BLOCK_DEVICE -> special(entry, path, SpecialFile.Kind.BLOCK_DEVICE);
      case FIFO -> special(entry, path, SpecialFile.Kind.FIFO);
    }
  }

  private void file(TarReader reader, TarEntry entry, EntryPath path) throws IOException {
    if (entry.sizeBytes() > ContentStream.MAX_FILE_BYTES) {
      throw TarException.of(
          entry.name(),
          "a file of %d bytes, and %d are possible"
              .formatted(entry.sizeBytes(), ContentStream.MAX_FILE_BYTES));
    }
    RegularFile node = new RegularFile(pool.share(entry.attributes()));
    editor.put(entry.name(), path, node);
    content.begin(node, entry.sizeBytes());
    SparseMap pieces = entry.pieces();
    if (pieces == null) {
      copy(reader, 0, entry.sizeBytes());
    } else {
      for (int i = 0; i < pieces.pieces(); i++) {
        copy(reader, pieces.offset(i), pieces.length(i));
      }
    }
    content.end();
  }

  private void copy(TarReader reader, long offset, long length) throws IOException {
    for (long done = 0; done < length; ) {
      int got = reader.read(buffer, 0, (int) Math.min(buffer.length, length - done));
      content.write(offset + done, buffer, 0, got);
      done += got;
    }
  }

  private Symlink symlink(TarEntry entry) throws TarException {
    Attributes a = entry.attributes();
    Attributes shown =
        new Attributes(
            SYMLINK_PERMISSIONS,
            a.uid(),
            a.gid(),
            a.modifiedSeconds(),
            a.modifiedNanos(),
            a.xattrs());
    try {
      return new Symlink(pool.share(shown), entry.linkName());
    } catch (IllegalArgumentException e) {
      throw TarException.of(entry.name(), e);
    }
  }

  private void special(TarEntry entry, EntryPath path, SpecialFile.Kind kind) throws TarException {
    if (kind.isDevice() && !options.allowDevices()) {
      throw TarException.of(entry.name(), "a device, which --no-devices does not permit");
    }
    Attributes attributes = pool.share(entry.attributes());
    SpecialFile node;
    try {
      node =
          kind.isDevice()
              ? new SpecialFile(attributes, kind, entry.deviceMajor(), entry.deviceMinor())
              : new SpecialFile(attributes, kind, 0, 0);
    } catch (IllegalArgumentException e) {
      throw TarException.of(entry.name(), e);
    }
    editor.put(entry.name(), path, node);
  }
}
