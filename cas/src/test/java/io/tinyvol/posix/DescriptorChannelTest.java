package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.NoSpaceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorChannelTest {
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void readsAndWritesFiles() throws IOException {
    byte[] bytes = randomBytes();
    Path file = Files.createFile(folder.resolve("file"));
    for (boolean isDirect : new boolean[] {false, true}) {
      try (DescriptorChannel writes = Descriptor.openForWriting(file).channel();
          DescriptorChannel reads = Descriptor.openForReading(file).channel()) {
        ByteBuffer src = buffer(isDirect, bytes.length).put(bytes).flip();
        assertEquals(bytes.length, writes.write(src));
        assertFalse(src.hasRemaining());
        assertArrayEquals(bytes, readAll(reads, buffer(isDirect, MIB)));
      }
      assertArrayEquals(bytes, Files.readAllBytes(file));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, OpenFlags.NONBLOCK})
  void pipesWaitWhetherTheyWouldOrNot(int flags) throws Exception {
    byte[] bytes = randomBytes();
    for (boolean isDirect : new boolean[] {false, true}) {
      try (Pipes.Pipe pipe = Pipes.create(flags)) {
        Background writer =
            Background.start(
                () -> {
                  try (DescriptorChannel writes = pipe.sink().channel()) {
                    writes.write(buffer(isDirect, bytes.length).put(bytes).flip());
                  }
                });
        writer.afterAWhile();
        assertArrayEquals(bytes, readAll(pipe.source().channel(), buffer(isDirect, 10_000)));
        writer.assertEnds();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, OpenFlags.NONBLOCK})
  void aThreadThatWaitsCanBeInterrupted(int flags) throws Exception {
    try (Pipes.Pipe pipe = Pipes.create(flags);
        DescriptorChannel reads = pipe.source().channel()) {
      Background reader = Background.start(() -> reads.read(ByteBuffer.allocate(1)));
      reader.afterAWhile().interrupt();
      reader.assertFails(ClosedByInterruptException.class);
      assertTrue(reader.isInterruptedAtEnd());
      assertFalse(reads.isOpen());
    }
    try (Pipes.Pipe pipe = Pipes.create(flags);
        DescriptorChannel writes = pipe.sink().channel()) {
      ByteBuffer src = ByteBuffer.allocateDirect(MIB);
      Background writer = Background.start(() -> writes.write(src));
      writer.afterAWhile().interrupt();
      writer.assertFails(ClosedByInterruptException.class);
      assertEquals(65536, src.position());
    }
  }

  @Test
  void aCloseEndsThreadsThatWaitAndGivesBackTheNumber() throws Exception {
    try (Pipes.Pipe pipe = Pipes.create(0)) {
      Path link = pipe.source().path();
      Background reader = Background.start(() -> pipe.source().channel().read(buffer(true, 1)));
      reader.afterAWhile();
      pipe.source().close();
      reader.assertFails(AsynchronousCloseException.class);
      assertFalse(Files.exists(link));
    }
  }

  @Test
  void theNumberIsKeptWhileACallIsUnderWay() throws IOException {
    Descriptor descriptor = Descriptor.openForReading(folder);
    Path link = descriptor.path();
    descriptor.acquire();
    descriptor.acquire();
    descriptor.close();
    descriptor.release();
    assertTrue(Files.exists(link));
    descriptor.release();
    assertFalse(Files.exists(link));
  }

  @Test
  void readsAndWritesTerminals() throws Exception {
    try (Descriptor master = Descriptor.openReadWrite(Path.of("/dev/ptmx"));
        Descriptor slave = Descriptor.openReadWrite(slaveOf(master))) {
      DescriptorChannel screen = master.channel();
      slave.channel().write(ByteBuffer.wrap("good day".getBytes(UTF_8)));
      ByteBuffer shown = ByteBuffer.allocate(100);
      assertEquals(8, screen.read(shown));
      Background reader = Background.start(() -> screen.read(ByteBuffer.allocate(1)));
      reader.afterAWhile().interrupt();
      reader.assertFails(ClosedByInterruptException.class);
    }
  }

  /** What unlockpt(3) and ptsname(3) do. */
  private static Path slaveOf(Descriptor master) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
      Kernel.call(CallNumber.IOCTL, master.number(), 0x40045431, number.address(), 0);
      Kernel.call(CallNumber.IOCTL, master.number(), 0x80045430L, number.address(), 0);
      return Path.of("/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0));
    }
  }

  @Test
  void failuresHaveTheTextsOfLibc() throws IOException {
    try (Pipes.Pipe pipe = Pipes.create(0);
        DescriptorChannel full = Descriptor.openForWriting(Path.of("/dev/full")).channel()) {
      pipe.source().close();
      assertEquals("Broken pipe", failureOfWrite(pipe.sink().channel()).getMessage());
      assertTrue(NoSpaceException.isCauseOf(failureOfWrite(full)));
    }
  }

  private static IOException failureOfWrite(WritableByteChannel channel) {
    return assertThrows(IOException.class, () -> channel.write(ByteBuffer.allocate(1)));
  }

  @Test
  void refusesBuffersThatCannotBeFilled() throws IOException {
    try (DescriptorChannel zeros = Descriptor.openForReading(Path.of("/dev/zero")).channel()) {
      ByteBuffer readOnly = ByteBuffer.allocateDirect(1).asReadOnlyBuffer();
      assertThrows(IllegalArgumentException.class, () -> zeros.read(readOnly));
      assertEquals(0, zeros.read(ByteBuffer.allocate(0)));
      ByteBuffer dst = ByteBuffer.allocate(3).put((byte) 7).limit(2);
      assertEquals(1, zeros.read(dst));
      assertArrayEquals(new byte[] {7, 0, 0}, dst.array());
    }
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[3 * MIB + 7];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(boolean isDirect, int bytes) {
    return isDirect ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
  }

  private static byte[] readAll(DescriptorChannel channel, ByteBuffer buffer) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (channel.read(buffer.clear()) >= 0) {
      byte[] some = new byte[buffer.flip().remaining()];
      buffer.get(some);
      all.write(some);
    }
    return all.toByteArray();
  }
}
