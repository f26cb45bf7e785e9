package io.tinyvol.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** One direction of a channel. For several threads, one at a time. */
final class Transfer {
  enum Direction {
    READ(Readiness.TO_READ, CallNumber.READ, CallNumber.PREADV2),
    WRITE(Readiness.TO_WRITE, CallNumber.WRITE, CallNumber.PWRITEV2);

    private final int events;
    private final long call;
    private final long vectorCall;

    Direction(int events, long call, long vectorCall) {
      this.events = events;
      this.call = call;
      this.vectorCall = vectorCall;
    }
  }

  /** RWF_NOWAIT, see readv(2). */
  private static final int NO_WAIT = 8;

  /** Where the file stands, and goes on. */
  private static final long PRESENT_POSITION = -1;

  /** PIPE_BUF: who is ready takes as much, see pipe(7). */
  private static final int SURE_BYTES = 4096;

  /** struct iovec: an address and a length. */
  private static final int VECTOR_BYTES = 16;

  private final Descriptor descriptor;
  private final Direction direction;
  private final Arena arena = Arena.ofAuto();
  private final Readiness readiness = new Readiness(arena);
  private final MemorySegment state = Kernel.newCallState(arena);
  private final MemorySegment vector = arena.allocate(VECTOR_BYTES, JAVA_LONG.byteAlignment());
  private final Scratch scratch = new Scratch();

  private boolean isTypeKnown;

  /** A file or disk: always ready, and waits for itself only. */
  private boolean isStorage;

  /** Whether the kernel may know calls that do not wait for files of this type. */
  private boolean hasNoWait = true;

  Transfer(Descriptor descriptor, Direction direction) {
    this.descriptor = descriptor;
    this.direction = direction;
  }

  /** Reads or writes some bytes of a buffer that has room, as soon as possible; 0 at the end. */
  synchronized int some(ByteBuffer buffer) throws IOException {
    if (buffer.isDirect()) {
      int count = move(buffer);
      buffer.position(buffer.position() + count);
      return count;
    }
    ByteBuffer copy = scratch.buffer.clear();
    int bytes = Math.min(buffer.remaining(), copy.capacity());
    int start = buffer.position();
    if (direction == Direction.WRITE) {
      copy.put(0, buffer, start, bytes);
    }
    int count = move(copy.limit(bytes));
    if (direction == Direction.READ) {
      buffer.put(start, copy, 0, count);
    }
    buffer.position(start + count);
    return count;
  }

  private int move(ByteBuffer direct) throws IOException {
    long address = MemorySegment.ofBuffer(direct).address();
    int bytes = direct.remaining();
    try {
      return descriptor.whenReady(direction.events, readiness, fd -> call(fd, address, bytes));
    } finally {
      Reference.reachabilityFence(direct);
      Reference.reachabilityFence(this);
    }
  }

  /**
   * A pipe that was ready may not be any more, if someone else uses it too; and one that waits does
   * so until all is written.
   */
  private int call(int fd, long address, int bytes) throws ErrnoException {
    if (isStorage(fd)) {
      return plainCall(fd, address, bytes);
    }
    if (hasNoWait) {
      try {
        return callWithoutWaiting(fd, address, bytes);
      } catch (ErrnoException e) {
        if (e.errno() != ErrnoException.EOPNOTSUPP && e.errno() != ErrnoException.ENOSYS) {
          throw e;
        }
        hasNoWait = false; // terminals, and pipes before Linux 6.4
      }
    }
    return plainCall(fd, address, Math.min(bytes, SURE_BYTES));
  }

  private boolean isStorage(int fd) throws ErrnoException {
    if (!isTypeKnown) {
      isStorage =
          switch (FolderCalls.statx(fd, new byte[0], FolderCalls.AT_EMPTY_PATH, scratch).type()) {
            case REGULAR, BLOCK_DEVICE -> true;
            default -> false;
          };
      isTypeKnown = true;
    }
    return isStorage;
  }

  private int plainCall(int fd, long address, int bytes) throws ErrnoException {
    return (int) Kernel.call(state, direction.call, fd, address, bytes, 0, 0);
  }

  private int callWithoutWaiting(int fd, long address, int bytes) throws ErrnoException {
    vector.set(JAVA_LONG, 0, address);
    vector.set(JAVA_LONG, Long.BYTES, bytes);
    long position = PRESENT_POSITION;
    return (int)
        Kernel.call(
            state, direction.vectorCall, fd, vector.address(), 1, position, position, NO_WAIT);
  }
}
