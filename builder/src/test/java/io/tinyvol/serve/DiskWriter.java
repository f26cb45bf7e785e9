package io.tinyvol.serve;

import io.tinyvol.testing.Disk;
import io.tinyvol.testing.Trees;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/**
 * Writes to a part of a disk that nobody else writes to, and knows what may be there: of each block
 * what was there when a flush was answered last, or what was written since, answered or not.
 */
public final class DiskWriter {
  private static final int LARGEST = 400_000;
  private static final int LARGE = 66_000;

  private final String export;
  private final int start;
  private final Random random;
  private final byte[] now;
  private Versions maybe;
  private Versions watched;
  private Versions watchedByServer;
  private boolean isWatched;
  private long requests;
  private long flushes;

  /**
   * A writer of a range, which is whole blocks.
   *
   * @param content what is in it
   */
  public DiskWriter(String export, int start, byte[] content, Random random) {
    this.export = export;
    this.start = start;
    this.random = random;
    now = content.clone();
    maybe = Versions.of(now);
    watched = maybe;
    watchedByServer = maybe;
  }

  String export() {
    return export;
  }

  /** How many requests were answered, of which {@link #flushes} are flushes. */
  synchronized long requests() {
    return requests;
  }

  synchronized long flushes() {
    return flushes;
  }

  /** How many blocks may be one thing or another. */
  synchronized int uncertain() {
    return maybe.uncertain();
  }

  /** Takes note of what the range may be from now on until {@link #watched}. */
  synchronized void watch() {
    watched = maybe.copy();
    watchedByServer = maybe.copy();
    watchedByServer.keepLast(0, blocks());
    isWatched = true;
  }

  /**
   * What the range may have been at any time since {@link #watch}.
   *
   * @param isServed as the server saw it, not as it may be found when that was killed
   */
  synchronized Versions watched(boolean isServed) {
    isWatched = false;
    return isServed ? watchedByServer : watched;
  }

  /** This writer's range of a disk. */
  byte[] read(Disk disk) throws IOException {
    return disk.read(start, now.length);
  }

  /** The same range of a disk that was exported. */
  byte[] cut(byte[] image) {
    return Arrays.copyOfRange(image, start, start + now.length);
  }

  /** Checks what is there after a crash, and goes on with that. */
  public synchronized void resume(Disk disk) throws IOException {
    byte[] found = read(disk);
    maybe.check(found, export + " from " + start);
    System.arraycopy(found, 0, now, 0, found.length);
    maybe = Versions.of(found);
  }

  /** Does one thing. After a failure the connection is of no more use. */
  public synchronized void step(Disk disk) throws IOException {
    int what = random.nextInt(100);
    if (what < 8) {
      flush(disk);
    } else if (what < 16) {
      check(disk);
    } else {
      boolean isDurable = random.nextInt(20) == 0;
      int at = place();
      int length = length(at);
      change(disk, what, at, length, isDurable);
      if (isDurable) {
        maybe.keepLast(at / Versions.BLOCK, (at + length - 1) / Versions.BLOCK + 1);
      }
    }
    requests++;
  }

  private void flush(Disk disk) throws IOException {
    disk.flush();
    flushes++;
    maybe.keepLast(0, blocks());
  }

  private void check(Disk disk) throws IOException {
    int at = place();
    int length = length(at);
    byte[] found = disk.read((long) start + at, length);
    if (!Arrays.equals(found, 0, length, now, at, at + length)) {
      throw new AssertionError(
          export + ": not what was written to " + (start + at) + " of " + length + " bytes");
    }
  }

  private void change(Disk disk, int what, int at, int length, boolean isDurable)
      throws IOException {
    long offset = (long) start + at;
    if (what < 26) {
      put(at, new byte[length]);
      disk.zero(offset, length, random.nextBoolean(), isDurable);
    } else if (what < 36) {
      put(at, new byte[length]);
      disk.trim(offset, length, isDurable);
    } else {
      byte[] bytes =
          random.nextBoolean() ? Trees.noise(random, length) : Trees.text(random, length);
      put(at, bytes);
      disk.write(offset, bytes, isDurable);
    }
  }

  /** What is asked for may be there before it is answered. */
  private void put(int at, byte[] bytes) {
    System.arraycopy(bytes, 0, now, at, bytes.length);
    for (int i = at / Versions.BLOCK; i <= (at + bytes.length - 1) / Versions.BLOCK; i++) {
      maybe.add(i, now);
      if (isWatched) {
        watched.add(i, now);
        watchedByServer.add(i, now);
      }
    }
  }

  private int blocks() {
    return now.length / Versions.BLOCK;
  }

  private int place() {
    return random.nextInt(4) == 0
        ? random.nextInt(now.length)
        : random.nextInt(blocks()) * Versions.BLOCK;
  }

  private int length(int at) {
    int length =
        switch (random.nextInt(20)) {
          case 0 -> 1 + random.nextInt(LARGEST);
          case 1, 2, 3 -> 1 + random.nextInt(LARGE);
          case 4, 5 -> (1 + random.nextInt(16)) * Versions.BLOCK;
          default -> Versions.BLOCK;
        };
    return Math.min(length, now.length - at);
  }
}
