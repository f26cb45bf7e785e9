package io.tinyvol.daemon;

import io.tinyvol.testing.TarMaker;
import io.tinyvol.testing.Trees;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What volumes contain, by their identity. Thread-safe. */
final class Contents {
  private static final int BLOCK_BYTES = 4096;
  private static final int FILE_BYTES = 2 * BLOCK_BYTES;

  private final Map<UUID, byte[]> whole = new ConcurrentHashMap<>();
  private final Map<UUID, byte[]> files = new ConcurrentHashMap<>();

  /** A volume is this image. */
  void isImage(UUID volume, byte[] image) {
    whole.put(volume, image);
  }

  /** The image that a volume is. */
  byte[] image(UUID volume) {
    return Objects.requireNonNull(whole.get(volume)).clone();
  }

  /** A volume is a clone. */
  void isClone(UUID clone, UUID source) {
    Map<UUID, byte[]> kind = whole.containsKey(source) ? whole : files;
    kind.put(clone, kind.get(source));
  }

  /** A volume is a file system of the tar that is returned, which holds a file of noise. */
  byte[] newTar(UUID volume, Random random) {
    byte[] noise = Trees.noise(random, FILE_BYTES);
    files.put(volume, noise);
    return new TarMaker().header('0', "noise", "", FILE_BYTES).content(noise).finish();
  }

  void forget(UUID volume) {
    whole.remove(volume);
    files.remove(volume);
  }

  /** Checks what was read of a volume. */
  void check(UUID volume, byte[] bytes) {
    byte[] image = whole.get(volume);
    boolean right = image == null ? holdsFile(volume, bytes) : Arrays.equals(image, bytes);
    if (!right) {
      throw new AssertionError("wrong bytes were read of " + volume + ": " + bytes.length);
    }
  }

  /** The file is in one piece: there is room, and an empty file system is not fragmented. */
  private boolean holdsFile(UUID volume, byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(files.get(volume));
    for (int at = 0; at + FILE_BYTES <= bytes.length; at += BLOCK_BYTES) {
      if (file.equals(ByteBuffer.wrap(bytes, at, FILE_BYTES))) {
        return true;
      }
    }
    return false;
  }
}
