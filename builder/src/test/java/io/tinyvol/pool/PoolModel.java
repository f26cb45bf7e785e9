package io.tinyvol.pool;

import io.tinyvol.blockdev.thin.StagedThin;
import io.tinyvol.blockdev.thin.ThinPool;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.cas.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a pool's volumes hold, and which of them may be there or not. */
final class PoolModel {
  private static final int BYTES = 2 << 20;
  private static final int DATA_BYTES = 512 << 10;

  private final Random random;

  /** Those that are whole, and those on which an operation was begun. */
  private final Map<String, byte[]> whole = new TreeMap<>();

  private final Map<String, byte[]> begun = new TreeMap<>();

  PoolModel(Random random) {
    this.random = random;
  }

  /** Something that is done with a pool. */
  interface Operation {
    void run(ThinPool pool) throws IOException;
  }

  /** A volume that is to be. */
  static ThinRecord wanted(String name) {
    UUID uuid = UUID.randomUUID();
    Digest root = Digest.at(ByteBuffer.allocate(Digest.BYTES), 0);
    return new ThinRecord(
        0, 0, BYTES, ThinRecord.State.STAGING, name, uuid, root, 1, Instant.EPOCH);
  }

  /** A volume is lost. */
  void forget(String name) {
    whole.remove(name);
  }

  /** Makes a volume with something in it, where it is not there already. */
  void make(ThinPool pool, String name) throws IOException {
    if (whole.containsKey(name)) {
      return;
    }
    byte[] content = new byte[BYTES];
    byte[] noise = new byte[DATA_BYTES];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, content, DATA_BYTES, DATA_BYTES);
    begun.put(name, content);
    try (StagedThin staged = pool.stage(wanted(name), DATA_BYTES)) {
      try (FileChannel device = FileChannel.open(staged.path(), StandardOpenOption.WRITE)) {
        device.write(ByteBuffer.wrap(noise), DATA_BYTES);
        device.force(true);
      }
      staged.publish();
    }
    settle(name, true);
  }

  /** Deletes a volume, where it is there. */
  void delete(ThinPool pool, String name) throws IOException {
    byte[] content = whole.remove(name);
    if (content == null) {
      return;
    }
    begun.put(name, content);
    pool.delete(name);
    settle(name, false);
  }

  private void settle(String name, boolean isThere) {
    byte[] content = begun.remove(name);
    if (isThere && content != null) {
      whole.put(name, content);
    }
  }

  /** Holds a pool against this; those that an operation was cut off from are there or not. */
  void check(ThinPool pool, String when) throws IOException {
    Set<String> found =
        pool.volumes().stream().map(volume -> volume.thin().name()).collect(Collectors.toSet());
    for (String name : Set.copyOf(begun.keySet())) {
      settle(name, found.contains(name));
    }
    if (!found.equals(whole.keySet())) {
      throw new AssertionError(when + ": " + new TreeSet<>(found) + ", not " + whole.keySet());
    }
    if (!pool.notes().isEmpty()) {
      throw new AssertionError(when + ": " + pool.notes());
    }
    for (Map.Entry<String, byte[]> volume : whole.entrySet()) {
      if (!Arrays.equals(read(pool.activate(volume.getKey())), volume.getValue())) {
        throw new AssertionError(when + ": " + volume.getKey() + " is not what was written");
      }
    }
  }

  private static byte[] read(Path device) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(BYTES + 1);
    try (FileChannel channel = FileChannel.open(device)) {
      while (channel.read(content) > 0) {
        // On to the end.
      }
    }
    return Arrays.copyOf(content.array(), content.position());
  }
}
