package io.tinyvol.ext4.format;

import io.tinyvol.tree.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The names of a block and what they name. */
record Entries(List<FileName> names, List<Integer> inodes, List<Byte> types)
    implements DirectoryImage.Targets {
  static Entries of(ByteBuffer block) {
    Entries entries = new Entries(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int at = 0;
    while (at < 4096) {
      DirectoryEntryView view = new DirectoryEntryView(block, at);
      byte[] name = view.name(view.nameBytes(true));
      boolean dots = name.length > 0 && name.length < 3 && name[0] == '.';
      if (view.inode() != 0 && !dots) {
        entries.names.add(FileName.of(name));
        entries.inodes.add((int) view.inode());
        entries.types.add(block.get(at + 7));
      }
      at += view.recordBytes(4096);
    }
    return entries;
  }

  /** The inode that a name has. */
  int inodeOf(String name) {
    return inodes.get(indexOf(name));
  }

  int indexOf(String name) {
    return names.indexOf(FileName.of(name.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public int inode(int entry) {
    return inodes.get(entry);
  }

  @Override
  public byte fileType(int entry) {
    return types.get(entry);
  }
}
