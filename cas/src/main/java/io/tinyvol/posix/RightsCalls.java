package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.tinyvol.posix.DescriptorConnection.Message;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * System calls that pass messages with descriptors (sendmsg(2), recvmsg(2), cmsg(3), SCM_RIGHTS in
 * unix(7)). Those that would wait fail with EAGAIN.
 */
final class RightsCalls {
  // struct msghdr, and struct iovec after it.
  private static final int VECTOR_POINTER = 16;
  private static final int VECTOR_COUNT = 24;
  private static final int CONTROL_POINTER = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int VECTOR = 56;
  private static final int VECTOR_LENGTH = VECTOR + 8;
  private static final int HEADER_BYTES = VECTOR + 16;

  // struct cmsghdr: a length with itself in it, a level, a type, and the numbers.
  private static final int LEVEL = 8;
  private static final int TYPE = 12;
  private static final int NUMBERS = 16;
  private static final int CONTROL_ALIGNMENT_BYTES = 8;

  private static final int SOCKET_LEVEL = 1;
  private static final int RIGHTS = 1;

  // MSG_CTRUNC, MSG_TRUNC, MSG_DONTWAIT, MSG_NOSIGNAL, MSG_CMSG_CLOEXEC.
  private static final int CONTROL_CUT = 8;
  private static final int CUT = 0x20;
  private static final int NO_WAIT = 0x40;
  private static final int NO_SIGNAL = 0x4000;
  private static final int CLOSE_ON_EXEC = 0x40000000;

  private RightsCalls() {}

  /** Sends a message; the kernel's limits are wider than those of a connection. */
  static void send(int fd, byte[] bytes, int[] numbers) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(controlBytes(numbers.length), CONTROL_ALIGNMENT_BYTES);
      if (numbers.length > 0) {
        control.set(JAVA_LONG, 0, NUMBERS + (long) numbers.length * Integer.BYTES);
        control.set(JAVA_INT, LEVEL, SOCKET_LEVEL);
        control.set(JAVA_INT, TYPE, RIGHTS);
        MemorySegment.copy(numbers, 0, control, JAVA_INT, NUMBERS, numbers.length);
      }
      MemorySegment header = header(arena, arena.allocateFrom(JAVA_BYTE, bytes), control);
      call(arena, CallNumber.SENDMSG, fd, header, NO_WAIT | NO_SIGNAL);
    }
  }

  /**
   * Receives a message, whose descriptors are the caller's; null at the end.
   *
   * @throws ErrnoException if the call fails
   * @throws IOException if the message is not within limits; none of its descriptors is left
   */
  static @Nullable Message receive(int fd, int maxBytes, int maxNumbers) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(maxBytes);
      MemorySegment control = arena.allocate(controlBytes(maxNumbers), CONTROL_ALIGNMENT_BYTES);
      MemorySegment header = header(arena, bytes, control);
      int count = call(arena, CallNumber.RECVMSG, fd, header, NO_WAIT | CLOSE_ON_EXEC);
      long controlBytes = Math.min(header.get(JAVA_LONG, CONTROL_LENGTH), control.byteSize());
      List<Descriptor> descriptors = new ArrayList<>();
      boolean isWhole = takeRights(control.asSlice(0, controlBytes), descriptors);
      int cut = header.get(JAVA_INT, FLAGS) & (CUT | CONTROL_CUT);
      if (!isWhole || cut != 0 || (count == 0 && !descriptors.isEmpty())) {
        descriptors.forEach(Descriptor::close);
        throw new IOException(complaint(cut));
      }
      return count == 0
          ? null
          : new Message(bytes.asSlice(0, count).toArray(JAVA_BYTE), List.copyOf(descriptors));
    }
  }

  private static String complaint(int cut) {
    return switch (cut) {
      case 0 -> "a message that is not of bytes and open files";
      case CUT -> "a message that is too long";
      default -> "a message with more open files than are allowed";
    };
  }

  /** Takes all descriptors there are; false if there is anything else. */
  private static boolean takeRights(MemorySegment control, List<Descriptor> descriptors) {
    boolean isWhole = true;
    long size = control.byteSize();
    for (long at = 0; size - at >= NUMBERS; ) {
      long length = control.get(JAVA_LONG, at);
      if (length < NUMBERS || length > size - at) {
        return false;
      }
      if (control.get(JAVA_INT, at + LEVEL) == SOCKET_LEVEL
          && control.get(JAVA_INT, at + TYPE) == RIGHTS) {
        for (long i = NUMBERS; length - i >= Integer.BYTES; i += Integer.BYTES) {
          descriptors.add(new Descriptor(control.get(JAVA_INT, at + i)));
        }
      } else {
        isWhole = false;
      }
      at += align(length);
    }
    return isWhole;
  }

  /** CMSG_SPACE, or nothing for none. */
  private static long controlBytes(int numbers) {
    return numbers == 0 ? 0 : NUMBERS + align((long) numbers * Integer.BYTES);
  }

  private static long align(long bytes) {
    return Math.ceilDiv(bytes, CONTROL_ALIGNMENT_BYTES) * CONTROL_ALIGNMENT_BYTES;
  }

  private static MemorySegment header(Arena arena, MemorySegment bytes, MemorySegment control) {
    MemorySegment header = arena.allocate(HEADER_BYTES, ADDRESS.byteAlignment());
    header.set(JAVA_LONG, VECTOR_POINTER, header.address() + VECTOR);
    header.set(JAVA_LONG, VECTOR_COUNT, 1);
    header.set(JAVA_LONG, CONTROL_POINTER, control.address());
    header.set(JAVA_LONG, CONTROL_LENGTH, control.byteSize());
    header.set(JAVA_LONG, VECTOR, bytes.address());
    header.set(JAVA_LONG, VECTOR_LENGTH, bytes.byteSize());
    return header;
  }

  private static int call(Arena arena, long number, int fd, MemorySegment header, int flags)
      throws ErrnoException {
    MemorySegment state = Kernel.newCallState(arena);
    return (int) Kernel.call(state, number, fd, header.address(), flags, 0, 0);
  }
}
