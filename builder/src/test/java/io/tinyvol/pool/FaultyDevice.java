package io.tinyvol.pool;

import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A block device, made of a file, whose writes fail as long as that is wanted. */
final class FaultyDevice {
  private static final int SECTOR_BYTES = 512;

  private final String name;
  private final String loop;
  private final long sectors;

  private FaultyDevice(String name, String loop, long sectors) {
    this.name = name;
    this.loop = loop;
    this.sectors = sectors;
  }

  static FaultyDevice make(String name, Path file, long bytes) throws Exception {
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(bytes);
    }
    String loop = Guest.run("losetup", "--find", "--show", file.toString()).strip();
    FaultyDevice device = new FaultyDevice(name, loop, bytes / SECTOR_BYTES);
    Guest.run("dmsetup", "create", name, "--table", device.table("linear", ""));
    return device;
  }

  private String table(String kind, String options) {
    return "0 " + sectors + " " + kind + " " + loop + " 0" + options;
  }

  Path path() {
    return Path.of("/dev/mapper", name);
  }

  void failWrites() throws Exception {
    become(table("flakey", " 0 1000 1 error_writes"));
  }

  void heal() throws Exception {
    become(table("linear", ""));
  }

  private void become(String table) throws Exception {
    Guest.run("dmsetup", "reload", name, "--table", table);
    Guest.run("dmsetup", "resume", name);
  }
}
