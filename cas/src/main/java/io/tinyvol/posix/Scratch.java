package io.tinyvol.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

  final ByteBuffer status = direct(STATUS_BYTES);
  final ByteBuffer buffer = direct(BUFFER_BYTES);
  final long statusAddress = address(status);
  final long bufferAddress = address(buffer);

  /** Whether the kernel may have that call. */
  boolean hasListxattrat = true;

  private final ByteBuffer name = direct(NAME_BYTES);
  private final ByteBuffer path = direct(NAME_BYTES);
  private final MemorySegment state = Kernel.newCallState(Arena.ofAuto());

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  /** A system call, whose addresses are of this object's memory. */
  long call(long number, long a, long b, long c, long d, long e) throws ErrnoException {
    try {
      return Kernel.call(state, number, a, b, c, d, e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The address of a name as the kernel takes it; valid until the next one. */
  long name(byte[] bytes) {
    name.clear().put(bytes).put((byte) 0);
    return address(name.flip());
  }

  /** The address of a path as the kernel takes it; valid until the next one. */
  long path(byte[] folder, byte[] bytes) {
    path.clear().put(folder).put(bytes).put((byte) 0);
    return address(path.flip());
  }

  /** A copy of what the buffer starts with. */
  byte[] result(int length) {
    byte[] copy = new byte[length];
    buffer.get(0, copy);
    return copy;
  }
}
