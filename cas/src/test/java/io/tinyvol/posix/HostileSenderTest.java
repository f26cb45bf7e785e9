package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.posix.DescriptorConnection.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that {@link DescriptorConnection#send} refuses to send. */
class HostileSenderTest {
  private static final int TIMES = 100;
  private static final byte[] BYTE = {1};

  /** The JVM may open some files of its own meanwhile. */
  private static final int FEW = TIMES / 4;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, 9, a message with more open files than are allowed",
    "1, 253, a message with more open files than are allowed",
    "4097, 0, a message that is too long",
    "100000, 8, a message that is too long",
    "5000, 9, a message with more open files than are allowed",
    "0, 1, a message that is not of bytes and open files",
    "0, 8, a message that is not of bytes and open files"
  })
  void leavesNothingOpen(int bytes, int descriptors, String complaint) throws IOException {
    Path path = folder.resolve("socket");
    try (DescriptorListener listener = DescriptorListener.listen(path, 1);
        Descriptor hostile = new Descriptor(SocketCalls.socket(SocketCalls.SEQUENCED_PACKETS));
        Descriptor sent = Descriptor.openForReading(folder)) {
      SocketCalls.connect(hostile.number(), path.toString().getBytes(UTF_8));
      int[] numbers = new int[descriptors];
      Arrays.fill(numbers, sent.number());
      try (DescriptorConnection server = listener.accept()) {
        long before = Pipes.openFiles();
        for (int i = 0; i < TIMES; i++) {
          RightsCalls.send(hostile.number(), new byte[bytes], numbers);
          IOException failure =
              assertThrows(IOException.class, () -> DescriptorConnectionTest.receive(server));
          assertEquals(complaint, failure.getMessage());
        }
        assertTrue(Pipes.openFiles() - before < FEW);
        // The connection goes on, with what is within bounds.
        RightsCalls.send(hostile.number(), BYTE, Arrays.copyOf(numbers, Math.min(descriptors, 8)));
        try (Message message = DescriptorConnectionTest.receive(server)) {
          assertArrayEquals(BYTE, message.bytes());
          assertEquals(Math.min(descriptors, 8), message.descriptors().size());
        }
      }
    }
  }

  @Test
  void descriptorsThatNobodyReceivesAreClosedWithTheConnection() throws Exception {
    Path path = folder.resolve("socket");
    try (DescriptorListener listener = DescriptorListener.listen(path, 1);
        Pipes.Pipe pipe = Pipes.create(0)) {
      try (DescriptorConnection client = DescriptorConnection.connect(path);
          DescriptorConnection server = listener.accept()) {
        client.send(BYTE, List.of(pipe.sink()));
        server.peer();
      }
      pipe.sink().close();
      assertEquals(-1, pipe.source().channel().read(ByteBuffer.allocate(1)));
    }
  }
}
