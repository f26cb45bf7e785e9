package io.tinyvol.blockdev.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Digest;
import io.tinyvol.cas.TestContent;
import io.tinyvol.cas.Trials;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.DirectIo;
import io.tinyvol.posix.LoopDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loop devices as targets; the files behind them are the judges. */
class DeviceTargetTest {
  private static final int SIZE_BYTES = 4 << 20;

  @TempDir Path folder;

  private Path dirty(String name) throws IOException {
    byte[] bytes = new byte[SIZE_BYTES];
    Arrays.fill(bytes, (byte) 0xff);
    return Files.write(folder.resolve(name), bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"512", "4096"})
  void anyRangeIsWrittenZeroedAndReadBack(String sectorBytes) {
    Trials.run(
        1,
        random -> {
          Path file = dirty("file");
          byte[] model = Files.readAllBytes(file);
          try (LoopDevice loop = LoopDevice.of(file, "--sector-size", sectorBytes);
              Descriptor opened = TargetDevices.open(loop.path(), false);
              DeviceTarget target = DeviceTarget.of(opened)) {
            assertEquals(SIZE_BYTES, target.sizeBytes());
            assertEquals(loop.path().toString(), target.toString());
            for (int i = 0; i < 60; i++) {
              step(target, model, random);
            }
            target.sync();
          }
          assertEquals(-1, Arrays.mismatch(model, Files.readAllBytes(file)));
        });
  }

  private static void step(DeviceTarget target, byte[] model, Random random) throws IOException {
    int unit = 1 << random.nextInt(14);
    int at = random.nextInt(SIZE_BYTES / unit) * unit;
    int most = random.nextInt(5) == 0 ? SIZE_BYTES : 20_000;
    int length = Math.min(random.nextInt(most / unit + 1) * unit, SIZE_BYTES - at);
    ByteBuffer buffer = DirectIo.allocate(SIZE_BYTES + 4096);
    int skew = random.nextInt(3) == 0 ? random.nextInt(4096) : 0;
    buffer.position(skew).limit(skew + length);
    switch (random.nextInt(3)) {
      case 0 -> {
        byte[] bytes = TestContent.random(random, length);
        buffer.put(buffer.position(), bytes);
        target.write(at, buffer);
        System.arraycopy(bytes, 0, model, at, length);
      }
      case 1 -> {
        target.zero(at, length);
        Arrays.fill(model, at, at + length, (byte) 0);
      }
      default -> {
        target.read(at, buffer);
        byte[] actual = new byte[length];
        buffer.get(skew, actual);
        assertArrayEquals(Arrays.copyOfRange(model, at, at + length), actual);
      }
    }
  }

  @Test
  void whatIsZeroedTakesNoSpace() throws Exception {
    Path file = dirty("file");
    try (LoopDevice loop = LoopDevice.of(file);
        Descriptor opened = TargetDevices.open(loop.path(), false);
        DeviceTarget target = DeviceTarget.of(opened)) {
      target.zero(0, SIZE_BYTES);
      target.sync();
    }
    assertTrue(io.tinyvol.posix.FileStatus.of(file).sectors() * 512 < SIZE_BYTES / 2);
    assertArrayEquals(new byte[SIZE_BYTES], Files.readAllBytes(file));
  }

  @Test
  void rangesOutsideAreRefused() throws Exception {
    try (LoopDevice loop = LoopDevice.of(dirty("file"));
        Descriptor opened = TargetDevices.open(loop.path(), false);
        DeviceTarget target = DeviceTarget.of(opened)) {
      ByteBuffer two = ByteBuffer.allocateDirect(2);
      assertThrows(IllegalArgumentException.class, () -> target.write(SIZE_BYTES - 1, two));
      assertThrows(IllegalArgumentException.class, () -> target.zero(-1, 2));
      assertThrows(IllegalArgumentException.class, () -> target.read(Long.MAX_VALUE, two));
    }
    assertEquals(
        -1,
        Arrays.mismatch(
            Files.readAllBytes(dirty("untouched")), Files.readAllBytes(folder.resolve("file"))));
  }

  @Test
  void isItsUsersAlone() throws Exception {
    try (LoopDevice loop = LoopDevice.of(dirty("file"))) {
      try (Descriptor first = TargetDevices.open(loop.path(), false)) {
        TargetInUseException e =
            assertThrows(TargetInUseException.class, () -> TargetDevices.open(loop.path(), false));
        assertTrue(e.toString().contains("holds it"), e::toString);
        try (Descriptor second = TargetDevices.open(loop.path(), true)) {
          assertTrue(second.number() != first.number());
        }
      }
      try (LoopDevice above = LoopDevice.of(loop.path())) {
        TargetInUseException e =
            assertThrows(TargetInUseException.class, () -> TargetDevices.open(loop.path(), false));
        assertTrue(e.toString().contains(above.path() + " is made of it"), e::toString);
      }
      TargetDevices.open(loop.path(), false).close();
    }
  }

  @Test
  void otherThings() throws Exception {
    Path file = dirty("file");
    assertSays("use --to file:" + file, file);
    assertSays("not a block device but a folder", folder);
    assertSays("not a block device but a character device", Path.of("/dev/null"));
    assertThrows(
        NoSuchFileException.class, () -> TargetDevices.open(folder.resolve("none"), false));
    try (LoopDevice loop = LoopDevice.of(file, "--read-only")) {
      IOException e = assertThrows(IOException.class, () -> TargetDevices.open(loop.path(), true));
      assertTrue(e.toString().contains("is read-only"), e::toString);
    }
  }

  private static void assertSays(String text, Path path) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> TargetDevices.open(path, true));
    assertTrue(e.toString().contains(text), e::toString);
  }

  @Test
  void recordsAreOfOneContentOnOneDevice() throws Exception {
    TargetRecords records = new TargetRecords(folder.resolve("targets"));
    UUID volume = new UUID(1, 2);
    Digest root = new Digest(1, 2, 3, 4);
    try (LoopDevice loop = LoopDevice.of(dirty("file"));
        Descriptor opened = TargetDevices.open(loop.path(), false);
        DeviceTarget target = DeviceTarget.of(opened)) {
      Checkpoints first = records.of(volume, root, target);
      assertEquals(0, first.reachedBytes());
      first.reached(1 << 20);
      first.reached(3 << 20);
      assertEquals(3 << 20, records.of(volume, root, target).reachedBytes());
      assertEquals(0, records.of(volume, new Digest(1, 2, 3, 5), target).reachedBytes());
      assertEquals(0, records.of(volume, root, target).reachedBytes(), "was forgotten");

      records.of(volume, root, target).reached(1);
      Path file = folder.resolve("targets/" + loop.number().major() + "-" + loop.number().minor());
      byte[] bytes = Files.readAllBytes(file);
      bytes[30] ^= 1;
      Files.write(file, bytes);
      assertEquals(0, records.of(volume, root, target).reachedBytes(), "was damaged");

      records.of(volume, root, target).reached(1);
      records.of(volume, root, target).finished();
      assertFalse(Files.exists(file));
    }
  }
}
