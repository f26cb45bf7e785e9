package io.tinyvol.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorTest {
  @TempDir Path folder;

  @Test
  void knowsWhatItIsOpenFor() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (Descriptor reads = Descriptor.openForReading(file);
        Descriptor writes = Descriptor.openForWriting(file);
        Descriptor both = Descriptor.openReadWrite(file);
        Descriptor ofFolder = Descriptor.openForReading(folder)) {
      assertRights(reads, true, false);
      assertRights(writes, false, true);
      assertRights(both, true, true);
      assertRights(ofFolder, true, false);
    }
  }

  @Test
  void oneThatOnlyNamesAFileIsOpenForNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    try (Descriptor named = Descriptor.open(file, OpenFlags.PATH)) {
      assertRights(named, false, false);
      assertThrows(ErrnoException.class, () -> named.channel().read(ByteBuffer.allocate(1)));
    }
  }

  private static void assertRights(Descriptor descriptor, boolean reads, boolean writes)
      throws IOException {
    assertEquals(reads, descriptor.isReadable());
    assertEquals(writes, descriptor.isWritable());
  }

  @Test
  void writesLeaveWhatWasThere() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old text");
    try (Descriptor descriptor = Descriptor.openForWriting(file)) {
      descriptor.channel().write(ByteBuffer.wrap("new".getBytes(UTF_8)));
    }
    assertEquals("new text", Files.readString(file));
  }

  @Test
  void refusesWhatIsNotThereAndWhatCannotBe() {
    Path none = folder.resolve("none");
    assertThrows(NoSuchFileException.class, () -> Descriptor.openForReading(none));
    assertThrows(NoSuchFileException.class, () -> Descriptor.openForWriting(none));
    assertThrows(FileSystemException.class, () -> Descriptor.openForWriting(folder));
    assertThrows(FileSystemException.class, () -> Descriptor.openReadWrite(folder));
    assertFalse(Files.exists(none));
  }

  @Test
  void hasNoNumberAndNoUseWhenClosed() throws IOException {
    Descriptor descriptor = Descriptor.openForReading(folder);
    Path link = descriptor.path();
    assertEquals(folder.toRealPath(), Files.readSymbolicLink(link));
    DescriptorChannel channel = descriptor.channel();
    channel.close();
    channel.close();
    descriptor.close();
    assertFalse(channel.isOpen());
    assertThrows(IllegalStateException.class, descriptor::number);
    assertThrows(IllegalStateException.class, descriptor::path);
    assertThrows(ClosedChannelException.class, descriptor::isReadable);
    assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
    assertThrows(ClosedChannelException.class, () -> channel.write(ByteBuffer.allocate(0)));
  }

  @Test
  void standardStreamsStayOpen() {
    for (Descriptor standard :
        new Descriptor[] {Descriptor.standardInput(), Descriptor.standardOutput()}) {
      Path link = standard.path();
      standard.close();
      assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }
  }

  @Test
  void sourcesHaveTheNameThatIsShown() throws IOException {
    Path path = Files.writeString(folder.resolve("file"), "text");
    try (Descriptor descriptor = Descriptor.openForReading(path);
        PosixFile file = FilePlace.of(descriptor, "shown").open()) {
      assertEquals(4, file.sizeBytes());
      IOException end =
          assertThrows(IOException.class, () -> file.readFully(4, ByteBuffer.allocate(1)));
      assertTrue(String.valueOf(end.getMessage()).startsWith("shown: "));
    }
  }
}
