package io.tinyvol.ext4.format;

import java.util.EnumSet;
import java.util.Set;

/**
 * The features a superblock can declare (Documentation/filesystems/ext4/super.rst). Each has a bit
 * in one of three words, which differ in what a reader may do about a bit it does not know.
 */
public enum Feature {
  /** Blocks for directories are allocated ahead. */
  DIR_PREALLOC(Word.COMPAT, 0x1, "dir_prealloc"),
  /** Has inodes for the AFS server. */
  IMAGIC_INODES(Word.COMPAT, 0x2, "imagic_inodes"),
  /** Has a journal. */
  HAS_JOURNAL(Word.COMPAT, 0x4, "has_journal"),
  /** Inodes may have extended attributes. */
  EXT_ATTR(Word.COMPAT, 0x8, "ext_attr"),
  /** Blocks are set aside for group descriptors to come. */
  RESIZE_INODE(Word.COMPAT, 0x10, "resize_inode"),
  /** Directories may have hashed indexes. */
  DIR_INDEX(Word.COMPAT, 0x20, "dir_index"),
  /** The superblock has at most two copies, whose groups it names. */
  SPARSE_SUPER2(Word.COMPAT, 0x200, "sparse_super2"),
  /** Allows quick commits to the journal. */
  FAST_COMMIT(Word.COMPAT, 0x400, "fast_commit"),
  /** Inode numbers and the UUID never change. */
  STABLE_INODES(Word.COMPAT, 0x800, "stable_inodes"),
  /** Orphaned inodes are listed in a file. */
  ORPHAN_FILE(Word.COMPAT, 0x1000, "orphan_file"),

  /** Files may be compressed; no released kernel reads this. */
  COMPRESSION(Word.INCOMPAT, 0x1, "compression"),
  /** Directory entries name the type of what they point at. */
  FILETYPE(Word.INCOMPAT, 0x2, "filetype"),
  /** The journal holds changes that the rest does not have yet. */
  NEEDS_RECOVERY(Word.INCOMPAT, 0x4, "needs_recovery"),
  /** Is no file system but the journal of one. */
  JOURNAL_DEV(Word.INCOMPAT, 0x8, "journal_dev"),
  /** Group descriptors lie near the groups they describe. */
  META_BG(Word.INCOMPAT, 0x10, "meta_bg"),
  /** Files may be mapped by extent trees. */
  EXTENT(Word.INCOMPAT, 0x40, "extent"),
  /** Block numbers have more than 32 bits, group descriptors 64 bytes or more. */
  WIDE(Word.INCOMPAT, 0x80, "64bit"),
  /** Guards against being mounted twice. */
  MMP(Word.INCOMPAT, 0x100, "mmp"),
  /** The tables and bitmaps of a group may lie outside of it. */
  FLEX_BG(Word.INCOMPAT, 0x200, "flex_bg"),
  /** Large extended attributes have inodes of their own. */
  EA_INODE(Word.INCOMPAT, 0x400, "ea_inode"),
  /** Directory entries carry more data; only Lustre reads this. */
  DIRDATA(Word.INCOMPAT, 0x1000, "dirdata"),
  /** The seed of the checksums lies in the superblock. */
  METADATA_CSUM_SEED(Word.INCOMPAT, 0x2000, "metadata_csum_seed"),
  /** Directories may exceed 2 GiB. */
  LARGE_DIR(Word.INCOMPAT, 0x4000, "large_dir"),
  /** The data of small files may lie in their inodes. */
  INLINE_DATA(Word.INCOMPAT, 0x8000, "inline_data"),
  /** Files and their names may be encrypted. */
  ENCRYPT(Word.INCOMPAT, 0x10000, "encrypt"),
  /** Directories may be looked up without regard to case. */
  CASEFOLD(Word.INCOMPAT, 0x20000, "casefold"),

  /** Only some groups have a copy of the superblock. */
  SPARSE_SUPER(Word.RO_COMPAT, 0x1, "sparse_super"),
  /** Files may exceed 2 GiB. */
  LARGE_FILE(Word.RO_COMPAT, 0x2, "large_file"),
  /** Files may count their space in blocks of the file system. */
  HUGE_FILE(Word.RO_COMPAT, 0x8, "huge_file"),
  /** Group descriptors have checksums and say what part of their inode table is used. */
  GDT_CSUM(Word.RO_COMPAT, 0x10, "uninit_bg"),
  /** Directories may have more than 65000 children. */
  DIR_NLINK(Word.RO_COMPAT, 0x20, "dir_nlink"),
  /** Inodes reserve room beyond their first 128 bytes. */
  EXTRA_ISIZE(Word.RO_COMPAT, 0x40, "extra_isize"),
  /** Has quota files that only inodes name. */
  QUOTA(Word.RO_COMPAT, 0x100, "quota"),
  /** Space is allocated in clusters of blocks. */
  BIGALLOC(Word.RO_COMPAT, 0x200, "bigalloc"),
  /** All metadata has checksums. Implies what {@link #GDT_CSUM} does. */
  METADATA_CSUM(Word.RO_COMPAT, 0x400, "metadata_csum"),
  /** Is to be mounted read-only. */
  READ_ONLY(Word.RO_COMPAT, 0x1000, "read-only"),
  /** Quotas by project. */
  PROJECT(Word.RO_COMPAT, 0x2000, "project"),
  /** Files may share blocks. */
  SHARED_BLOCKS(Word.RO_COMPAT, 0x4000, "shared_blocks"),
  /** Files may be verified by hash trees. */
  VERITY(Word.RO_COMPAT, 0x8000, "verity"),
  /** The orphan file lists inodes. */
  ORPHAN_PRESENT(Word.RO_COMPAT, 0x10000, "orphan_present");

  /** The words of feature bits. */
  private enum Word {
    COMPAT,
    INCOMPAT,
    RO_COMPAT
  }

  private final Word word;
  private final int bit;
  private final String label;

  Feature(Word word, int bit, String label) {
    this.word = word;
    this.bit = bit;
    this.label = label;
  }

  /** The name that mke2fs and dumpe2fs use. */
  public String label() {
    return label;
  }

  /** The features whose bits are set. */
  static Set<Feature> decode(int compat, int incompat, int roCompat) {
    Set<Feature> set = EnumSet.noneOf(Feature.class);
    for (Feature feature : values()) {
      int bits =
          switch (feature.word) {
            case COMPAT -> compat;
            case INCOMPAT -> incompat;
            case RO_COMPAT -> roCompat;
          };
      if ((bits & feature.bit) != 0) {
        set.add(feature);
      }
    }
    return set;
  }

  /** Those bits of the word of incompatible features that have no name here. */
  static int unknownIncompat(int incompat) {
    int unknown = incompat;
    for (Feature feature : values()) {
      if (feature.word == Word.INCOMPAT) {
        unknown &= ~feature.bit;
      }
    }
    return unknown;
  }
}
