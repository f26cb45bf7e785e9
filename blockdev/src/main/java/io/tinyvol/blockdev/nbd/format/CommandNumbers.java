package io.tinyvol.blockdev.nbd.format;

/** Numbers of the second phase ("Transmission phase" of the protocol document). */
public final class CommandNumbers {
  public static final int REQUEST_MAGIC = 0x25609513;
  public static final int SIMPLE_REPLY_MAGIC = 0x67446698;
  public static final int CHUNK_MAGIC = 0x668e33ef;

  public static final int REQUEST_BYTES = 28;
  public static final int SIMPLE_REPLY_BYTES = 16;
  public static final int CHUNK_HEADER_BYTES = 20;

  /** The most that a request may read or write, which most clients take for granted. */
  public static final int MAX_PAYLOAD_BYTES = 32 << 20;

  public static final int READ = 0;
  public static final int WRITE = 1;
  public static final int DISC = 2;
  public static final int FLUSH = 3;
  public static final int TRIM = 4;
  public static final int CACHE = 5;
  public static final int WRITE_ZEROES = 6;
  public static final int BLOCK_STATUS = 7;

  /** The bits of a command's flags. */
  public static final int FLAG_FUA = 1;

  public static final int FLAG_NO_HOLE = 1 << 1;
  public static final int FLAG_DF = 1 << 2;
  public static final int FLAG_REQ_ONE = 1 << 3;
  public static final int FLAG_FAST_ZERO = 1 << 4;

  /** The bits of an export's flags. */
  public static final int HAS_FLAGS = 1;

  public static final int READ_ONLY = 1 << 1;
  public static final int SEND_FLUSH = 1 << 2;
  public static final int SEND_FUA = 1 << 3;
  public static final int SEND_TRIM = 1 << 5;
  public static final int SEND_WRITE_ZEROES = 1 << 6;
  public static final int SEND_DF = 1 << 7;
  public static final int CAN_MULTI_CONN = 1 << 8;
  public static final int SEND_CACHE = 1 << 10;
  public static final int SEND_FAST_ZERO = 1 << 11;

  /** Types of chunks of structured replies. */
  public static final int TYPE_NONE = 0;

  public static final int TYPE_OFFSET_DATA = 1;
  public static final int TYPE_OFFSET_HOLE = 2;
  public static final int TYPE_BLOCK_STATUS = 5;
  public static final int TYPE_ERROR = (1 << 15) + 1;
  public static final int TYPE_ERROR_OFFSET = (1 << 15) + 2;

  /** The bits of a range's status in {@code base:allocation}. */
  public static final int STATE_HOLE = 1;

  public static final int STATE_ZERO = 1 << 1;

  /** The bit of a range's status in {@code qemu:dirty-bitmap:}. */
  public static final int STATE_DIRTY = 1;

  private CommandNumbers() {}

  /**
   * What an export can do.
   *
   * @param isStructured whether structured replies are agreed on, without which no chunk can be
   *     forbidden to be split
   */
  public static int exportFlags(boolean isReadOnly, boolean isStructured) {
    int flags = HAS_FLAGS | SEND_FLUSH | CAN_MULTI_CONN | SEND_CACHE;
    if (isStructured) {
      flags |= SEND_DF;
    }
    return isReadOnly
        ? flags | READ_ONLY
        : flags | SEND_FUA | SEND_TRIM | SEND_WRITE_ZEROES | SEND_FAST_ZERO;
  }

  /** Which flags a command takes; -1 if the command is not known. */
  public static int flagsOf(int command) {
    return switch (command) {
      case READ -> FLAG_FUA | FLAG_DF;
      case WRITE, TRIM -> FLAG_FUA;
      case WRITE_ZEROES -> FLAG_FUA | FLAG_NO_HOLE | FLAG_FAST_ZERO;
      case BLOCK_STATUS -> FLAG_FUA | FLAG_REQ_ONE;
      case FLUSH, CACHE -> FLAG_FUA;
      case DISC -> 0xffff;
      default -> -1;
    };
  }
}
