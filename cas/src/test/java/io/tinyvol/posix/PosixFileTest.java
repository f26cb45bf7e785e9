package io.tinyvol.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixFileTest {
  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  @Test
  void tellsHolesAndReadsData() throws IOException {
    Path path = folder.resolve("sparse");
    byte[] data = {1, 2, 3, 4};
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(100 * MIB);
      file.seek(50 * MIB);
      file.write(data);
    }
    try (PosixFile file = PosixFile.open(path)) {
      assertEquals(100 * MIB, file.sizeBytes());
      assertEquals(0, file.nextHole(0));
      assertEquals(50 * MIB, file.nextData(0));
      assertEquals(50 * MIB + 4096, file.nextHole(50 * MIB));
      assertEquals(100 * MIB, file.nextData(51 * MIB));
      assertEquals(100 * MIB, file.nextData(100 * MIB));
      for (ByteBuffer dst :
          new ByteBuffer[] {ByteBuffer.allocate(4), ByteBuffer.allocateDirect(4)}) {
        file.readFully(50 * MIB, dst);
        byte[] read = new byte[4];
        dst.flip().get(read);
        assertArrayEquals(data, read);
      }
      assertThrows(EOFException.class, () -> file.readFully(100 * MIB - 2, ByteBuffer.allocate(4)));
    }
  }

  @Test
  void refusesWhatIsNotThereAndWhatIsClosed() throws IOException {
    assertThrows(NoSuchFileException.class, () -> PosixFile.open(folder.resolve("none")));
    PosixFile file = PosixFile.open(Path.of("/proc/self/exe"));
    file.close();
    file.close();
    assertThrows(IOException.class, () -> file.nextData(0));
  }
}
