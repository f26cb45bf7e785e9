package io.tinyvol.tar.format;

/**
 * Where the fields of a header block lie: POSIX.1-2017, pax, "ustar Interchange Format", and GNU
 * tar's manual, "Basic Tar Format".
 */
final class TarLayout {
  static final int BLOCK_BYTES = 512;

  static final int NAME = 0;
  static final int NAME_BYTES = 100;
  static final int MODE = 100;
  static final int UID = 108;
  static final int GID = 116;
  static final int ID_BYTES = 8;
  static final int SIZE = 124;
  static final int MODIFIED = 136;
  static final int LONG_BYTES = 12;
  static final int CHECKSUM = 148;
  static final int CHECKSUM_BYTES = 8;
  static final int TYPE = 156;
  static final int LINK_NAME = 157;
  static final int MAGIC = 257;
  static final int DEVICE_MAJOR = 329;
  static final int DEVICE_MINOR = 337;
  static final int PREFIX = 345;
  static final int PREFIX_BYTES = 155;

  /** star keeps times behind a shorter prefix, and says so at the end of the block. */
  static final int STAR_PREFIX_BYTES = 131;

  static final int STAR_MAGIC = 508;

  /** GNU's old sparse files: four pieces, whether more blocks of pieces follow, the real size. */
  static final int SPARSE = 386;

  static final int SPARSE_PIECES = 4;
  static final int SPARSE_EXTENDED = 482;
  static final int SPARSE_REAL_SIZE = 483;

  /** A block of more pieces. */
  static final int MORE_PIECES = 21;

  static final int MORE_EXTENDED = 504;

  private TarLayout() {}
}
