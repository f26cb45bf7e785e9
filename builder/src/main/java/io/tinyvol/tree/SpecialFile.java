package io.tinyvol.tree;

/** A device, a named pipe or a socket. */
public final class SpecialFile extends Node {
  /** The greatest major number of a device, of 12 bits (include/linux/kdev_t.h). */
  public static final int MAX_MAJOR = (1 << 12) - 1;

  /** The greatest minor number, of 20 bits. */
  public static final int MAX_MINOR = (1 << 20) - 1;

  private final Kind kind;
  private final int major;
  private final int minor;

  /** The kinds. */
  public enum Kind {
    /** A device of characters. */
    CHARACTER_DEVICE,
    /** A device of blocks. */
    BLOCK_DEVICE,
    /** A named pipe. */
    FIFO,
    /** A socket. */
    SOCKET;

    /** Whether it has a number. */
    public boolean isDevice() {
      return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
    }
  }

  /**
   * A special file; the numbers are those of a device, and else 0.
   *
   * @throws IllegalArgumentException if the kernel knows no such numbers
   */
  public SpecialFile(Attributes attributes, Kind kind, long major, long minor) {
    super(attributes);
    long highestMajor = kind.isDevice() ? MAX_MAJOR : 0;
    long highestMinor = kind.isDevice() ? MAX_MINOR : 0;
    if (major < 0 || major > highestMajor || minor < 0 || minor > highestMinor) {
      throw new IllegalArgumentException("not a device's number: " + major + ":" + minor);
    }
    this.kind = kind;
    this.major = (int) major;
    this.minor = (int) minor;
  }

  /** Which kind it is. */
  public Kind kind() {
    return kind;
  }

  /** A device's major number. */
  public int major() {
    return major;
  }

  /** A device's minor number. */
  public int minor() {
    return minor;
  }
}
