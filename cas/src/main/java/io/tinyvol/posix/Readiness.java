package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Waits a while for a descriptor to be ready (ppoll(2)). A thread that waits in the kernel sees
 * neither an interrupt nor a close, so it comes back now and then to look. For one thread at a
 * time.
 */
final class Readiness {
  /** POLLIN. */
  static final int TO_READ = 1;

  /** POLLOUT. */
  static final int TO_WRITE = 4;

  private static final long WAIT_NANOS = 100_000_000;

  // struct pollfd, and struct timespec after it.
  private static final int EVENTS = 4;
  private static final int POLL_BYTES = 8;
  private static final int NANOS = POLL_BYTES + 8;
  private static final int MEMORY_BYTES = POLL_BYTES + 16;

  private final MemorySegment memory;
  private final MemorySegment state;

  /** With memory that is the arena's. */
  Readiness(Arena arena) {
    this.memory = arena.allocate(MEMORY_BYTES, JAVA_LONG.byteAlignment());
    this.state = Kernel.newCallState(arena);
  }

  /** Whether a call would not wait now, be it because it fails or because it is the end. */
  boolean await(int fd, int events) throws ErrnoException {
    memory.set(JAVA_INT, 0, fd);
    memory.set(JAVA_SHORT, EVENTS, (short) events);
    // The kernel leaves here how much of it remained.
    memory.set(JAVA_LONG, POLL_BYTES, 0);
    memory.set(JAVA_LONG, NANOS, WAIT_NANOS);
    long address = memory.address();
    try {
      return Kernel.call(state, CallNumber.PPOLL, address, 1, address + POLL_BYTES, 0, 0) > 0;
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.EINTR) {
        return false;
      }
      throw e;
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
