package io.tinyvol.fuzz;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.UnsupportedFormatException;
import io.tinyvol.volume.delta.Delta;
import io.tinyvol.volume.delta.LayerFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;

/**
 * The file of a delta layer: a sound one with changes. The first byte is of flags: 1 checksums stay
 * as they are, 2 there is a second segment; the second cuts the file off. What was mended once
 * keeps what it has.
 */
public final class LayerFuzz {
  private static final UUID LAYER = new UUID(1, 2);
  private static final int BLOCKS = 300;
  private static final int PAGE_BYTES = Delta.BLOCK_BYTES;
  private static final Path FOLDER = Scratch.folder("layer");
  private static final SoundLayer SOUND = new SoundLayer(LAYER);

  private LayerFuzz() {}

  /** Opens one file, twice. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    if (input.length < 2) {
      return;
    }
    boolean isMended = (input[0] & 1) == 0;
    List<SoundLayer.Page> pages = SOUND.changed(input, 2, isMended, (input[0] & 2) != 0);
    write(pages, Byte.toUnsignedInt(input[1]));
    String first;
    try {
      first = look();
    } catch (CorruptDataException | UnsupportedFormatException e) {
      return;
    }
    new LayerFolder(FOLDER).seal(LAYER);
    String second = look();
    if (!first.equals(second)) {
      throw new AssertionError("opened again it has " + second + ", not " + first);
    }
  }

  private static void write(List<SoundLayer.Page> pages, int cut) throws IOException {
    Path file = FOLDER.resolve(LAYER.toString());
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (SoundLayer.Page page : pages) {
        channel.write(ByteBuffer.wrap(page.bytes()), page.number() * PAGE_BYTES);
      }
      channel.truncate(Math.max(0, Files.size(file) - cut * 97L));
    }
  }

  /** Which blocks there are, in runs, and what can be read of them. */
  private static String look() throws IOException {
    StringBuilder said = new StringBuilder();
    LayerFolder folder = new LayerFolder(FOLDER);
    try (Delta delta = Delta.open(folder, List.of(LAYER))) {
      ByteBuffer block = ByteBuffer.allocateDirect(PAGE_BYTES);
      for (long at = 0; at < BLOCKS; at++) {
        said.append(delta.stateOf(at).name().charAt(0)).append(delta.endOfRun(at, BLOCKS));
        if (delta.stateOf(at) == Delta.State.DATA) {
          said.append(read(delta, at, block.clear()));
        }
      }
      said.append(delta.dataBytes()).append(' ').append(delta.liveBlocks());
    }
    return said.toString();
  }

  private static String read(Delta delta, long at, ByteBuffer block) throws IOException {
    try {
      delta.read(delta.find(at, 1), 0, block);
      return Integer.toHexString(block.flip().hashCode());
    } catch (CorruptDataException e) {
      return "damaged";
    }
  }
}
