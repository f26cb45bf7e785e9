package io.tinyvol.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.service.ExitCode;
import io.tinyvol.testing.Commands;
import io.tinyvol.testing.Mounts;
import io.tinyvol.testing.Trees;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that takes no more writes: an ext4 file system on a loop device, whose file lies on a
 * smaller file system. Where that is full, writes of blocks that had none fail as those of a broken
 * disk do (EIO), and the kernel may go on reading only.
 */
class FailingDiskTest {
  private static final int KIB = 1 << 10;
  private static final long ROOM_BYTES = 256L << 20;

  @TempDir Path folder;
  private Path backing;
  private Path mount;
  private Path image;
  private boolean isMounted;
  private Path store;
  private TestCommand tinyvol;
  private String before;

  @BeforeEach
  void make() throws Exception {
    Commands.need("mke2fs", "mount", "umount", "sync");
    backing = Files.createDirectory(folder.resolve("backing"));
    Commands.run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", backing.toString());
    mount = Files.createDirectory(folder.resolve("disk"));
    image = backing.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(ROOM_BYTES);
    }
    Commands.run(("mke2fs -q -F -t ext4 -m 0 -E lazy_itable_init=0 " + image).split(" "));
    mountDisk();
    store = mount.resolve("store");
    tinyvol = new TestCommand(store);
    Path source = Files.write(folder.resolve("source"), Trees.noise(new Random(1), 300_000));
    tinyvol.run("build", "v", "--from-image", source).ok();
    before = digest();
  }

  private void mountDisk() throws Exception {
    Commands.run("mount", "-o", "loop", image.toString(), mount.toString());
    isMounted = true;
  }

  /**
   * As after a restart. A copy is mounted: where another process has its own table of mounts, the
   * file system that failed is not gone with ours, and would be mounted again as it is.
   */
  private void remount() throws Exception {
    Mounts.unmount(mount);
    isMounted = false;
    Path copy = backing.resolve(image.getFileName() + "+");
    Commands.run("cp", "--sparse=always", image.toString(), copy.toString());
    Files.delete(image);
    image = copy;
    mountDisk();
  }

  @AfterEach
  void unmount() throws Exception {
    try {
      if (isMounted) {
        Mounts.unmount(mount);
      }
    } finally {
      Mounts.unmount(backing);
    }
  }

  private String digest() throws IOException {
    Path copy = folder.resolve("copy");
    Files.deleteIfExists(copy);
    tinyvol.run("export", "v", copy).ok();
    return ContentDigest.of(copy);
  }

  /** Lets the disk take so many bytes more than it has. */
  private void allow(long bytes) throws Exception {
    Commands.run("sync", "-f", mount.toString());
    File taken = backing.toFile();
    limit(taken.getTotalSpace() - taken.getUsableSpace() + bytes);
  }

  private void limit(long bytes) throws Exception {
    Commands.run("mount", "-o", "remount,size=" + bytes, backing.toString());
  }

  /** Whether a command could be done; if not, it says so. */
  private boolean isDone(Object... line) {
    TestCommand.Result result = tinyvol.run(line);
    if (result.exit() == 0) {
      return true;
    }
    // The kernel may find no space where a file's end is written, too.
    List<Integer> codes = List.of(ExitCode.FAILED.code(), ExitCode.NO_SPACE.code());
    assertTrue(codes.contains(result.exit()), result::toString);
    assertTrue(result.err().startsWith("tinyvol: " + store), result::toString);
    assertEquals(1, result.err().lines().count(), result::toString);
    return false;
  }

  @Test
  void leavesTheStoreAsItWas() throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.write(tree.resolve("noise"), Trees.noise(new Random(2), 12 << 20));
    for (int allowed : new int[] {64 * KIB, 1000 * KIB, 8000 * KIB}) {
      allow(allowed);
      assertFalse(isDone("build", "w", "--from-dir", tree));
      boolean isCloned = isDone("clone", "v", "c");
      boolean isSnapshot = isDone("snapshot", "v");
      limit(ROOM_BYTES);
      remount();
      tinyvol.run("check", "--deep").ok();
      assertEquals(before, digest());
      assertFalse(Files.exists(store.resolve("volumes/w")));
      if (isCloned) {
        tinyvol.run("rm", "c").ok();
      }
      if (isSnapshot) {
        tinyvol.run("revert", "v", 1, "--keep", 0).ok();
      }
    }
    tinyvol.run("build", "w", "--from-dir", tree).ok();
    tinyvol.run("check", "--deep").ok();
  }
}
