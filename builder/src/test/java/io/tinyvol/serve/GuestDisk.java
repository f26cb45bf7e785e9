package io.tinyvol.serve;

import io.tinyvol.cli.TestCommand;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.GuestProgram;
import io.tinyvol.testing.ScratchDisk;
import io.tinyvol.testing.TestScripts;
import io.tinyvol.testing.Trees;
import io.tinyvol.testing.UmlGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A guest's disk with a store, to one volume of which {@link GuestWriters} write in the guest, and
 * what may be found in that volume after a crash.
 */
final class GuestDisk {
  private static final int MIB = 1 << 20;
  private static final int VOLUME_BYTES = 8 * MIB;
  private static final Pattern MARK = Pattern.compile("flushed-(\\d)-(\\d+)");

  private final Path folder;
  private final Path image;
  private byte[] content;

  private GuestDisk(Path folder, Path image, byte[] content) {
    this.folder = folder;
    this.image = image;
    this.content = content;
  }

  /**
   * Makes one.
   *
   * @param folder for what else it needs
   * @param image the file to make
   */
  static GuestDisk make(Path folder, Path image, Random random) throws Exception {
    byte[] content = new byte[VOLUME_BYTES];
    byte[] noise = Trees.noise(random, VOLUME_BYTES / 2);
    System.arraycopy(noise, 0, content, VOLUME_BYTES / 4, noise.length);
    Path source = Files.write(folder.resolve("source"), content);
    Commands.run("mke2fs", "-q", "-F", "-t", "ext4", image.toString(), "512M");
    try (ScratchDisk disk = ScratchDisk.of(image)) {
      new TestCommand(disk.path().resolve("store"))
          .run("build", GuestWriters.VOLUME, "--from-image", source)
          .ok();
    }
    return new GuestDisk(folder, image, content);
  }

  /**
   * Starts a guest whose clients write.
   *
   * @param flushes how many each of them makes
   * @param marker the command that marks a log of what is written, none for no log
   * @param parameters more of the guest's
   */
  UmlGuest start(long seed, long flushes, List<String> marker, String... parameters)
      throws IOException, InterruptedException {
    Path scripts = folder.resolve("scripts");
    TestScripts copied = TestScripts.copyTo(scripts);
    Path store = Path.of("/mnt/disk/store");
    GuestProgram.write(scripts.resolve("serve"), new TestCommand(store).line("serve"));
    List<String> write = new ArrayList<>();
    write.addAll(List.of(GuestWriters.class.getName(), store.toString()));
    write.addAll(List.of(Long.toString(seed), Long.toString(flushes)));
    write.addAll(marker);
    GuestProgram.write(scripts.resolve("write"), write);
    List<String> options = new ArrayList<>(List.of("mem=1G", "ubda=" + image));
    options.addAll(List.of("rootfstype=hostfs", "rootflags=/", "ro"));
    options.add("init=" + copied.path("write-in-guest"));
    options.addAll(List.of(parameters));
    return UmlGuest.start(folder, List.of(), options);
  }

  /** How many flushes of each writer were answered, by the marks in a text. */
  static long[] flushed(String text) {
    long[] flushed = new long[GuestWriters.WRITERS];
    for (MatchResult mark : MARK.matcher(text).results().toList()) {
      int writer = Integer.parseInt(mark.group(1));
      flushed[writer] = Math.max(flushed[writer], Long.parseLong(mark.group(2)));
    }
    return flushed;
  }

  /**
   * What may be found in each writer's part: what was flushed, or what was written later, before
   * the next flush was known to be answered.
   */
  List<Versions> expected(long seed, long[] flushed) throws IOException {
    List<Versions> expected = new ArrayList<>();
    for (int i = 0; i < GuestWriters.WRITERS; i++) {
      DiskWriter writer = GuestWriters.writer(content, i, seed);
      MemoryDisk disk = new MemoryDisk(content);
      while (writer.flushes() < flushed[i]) {
        writer.step(disk);
      }
      writer.watch();
      while (writer.flushes() == flushed[i]) {
        writer.step(disk);
      }
      expected.add(writer.watched(false));
    }
    return expected;
  }

  /**
   * Checks what a disk holds after a crash.
   *
   * @param crashed the disk, or a copy of it
   * @return what is in the volume
   */
  byte[] check(Path crashed, List<Versions> expected, String when) throws Exception {
    byte[] found;
    try (ScratchDisk disk = ScratchDisk.of(crashed)) {
      TestCommand tinyvol = new TestCommand(disk.path().resolve("store"));
      Path export = folder.resolve("export");
      tinyvol.run("export", GuestWriters.VOLUME, export).ok();
      found = Files.readAllBytes(export);
      for (int i = 0; i < expected.size(); i++) {
        byte[] part = GuestWriters.writer(content, i, 0).cut(found);
        expected.get(i).check(part, when + ", writer " + i);
      }
      tinyvol.run("check", "--deep").ok();
    }
    return found;
  }

  /** Checks the disk itself, and goes on with what is in its volume. */
  void resume(List<Versions> expected, String when) throws Exception {
    content = check(image, expected, when);
  }
}
