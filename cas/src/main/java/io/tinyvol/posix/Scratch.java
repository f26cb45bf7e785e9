package io.tinyvol.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Memory that calls on folders give their arguments in and take their results from, so that none is
 * allocated for a call. For one thread at a time, whichever; freed with the object.
 */
public final class Scratch {
  /** As long as the longest list of extended attributes, and their longest value (xattr(7)). */
  private static final int BUFFER_BYTES = 65536;

  private static final int STATUS_BYTES = 256;

  /** Of a name, at most 255 bytes, or of a short path that ends with one. */
  private static final int NAME_BYTES = 512;

  final MemorySegment state;
  final MemorySegment status;
  final MemorySegment buffer;

  /** Whether the kernel may have that call. */
  boolean hasListxattrat = true;

  private final MemorySegment name;
  private final MemorySegment path;

  /** New memory. */
  public Scratch() {
    Arena arena = Arena.ofAuto();
    state = arena.allocate(Native.CALL_STATE);
    status = arena.allocate(STATUS_BYTES, Long.BYTES);
    buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
    name = arena.allocate(NAME_BYTES);
    path = arena.allocate(NAME_BYTES);
  }

  /** A name as libc takes it; valid until the next one. */
  MemorySegment name(byte[] bytes) {
    return put(name, 0, bytes);
  }

  /** A path as libc takes it; valid until the next one. */
  MemorySegment path(byte[] folder, byte[] bytes) {
    MemorySegment.copy(folder, 0, path, ValueLayout.JAVA_BYTE, 0, folder.length);
    return put(path, folder.length, bytes);
  }

  private static MemorySegment put(MemorySegment dst, int at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, dst, ValueLayout.JAVA_BYTE, at, bytes.length);
    dst.set(ValueLayout.JAVA_BYTE, at + bytes.length, (byte) 0);
    return dst;
  }

  /** A copy of what the buffer starts with. */
  byte[] result(int length) {
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
