package io.tinyvol.ext4.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tinyvol.cas.Trials;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.JournalSize;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Attributes;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel makes of what is written. */
class MountedVolumeTest {
  /** What the kernel shows of rw-, user 1000 rwx, r--, mask rwx, r--. */
  private static final String ACL =
      "02000000"
          + "01000600ffffffff"
          + "02000700e8030000"
          + "04000400ffffffff"
          + "10000700ffffffff"
          + "20000400ffffffff";

  @TempDir Path temp;

  private final TestFiles files = new TestFiles();

  @Test
  void theKernelShowsTheTree() {
    Trials.run(2, this::compareMounted);
  }

  private void compareMounted(Random random) throws Exception {
    Folder root = RandomTree.make(random, files, 150);
    TestFiles.add(root, "acl", files.file(new byte[] {1}, aclAttributes()));
    Path image = write(root, FilesystemOptions.defaults(), "image");
    Path host = temp.resolve("host");
    Files.deleteIfExists(host);
    Commands.run(
        "mke2fs", "-q", "-t", "ext4", "-b", "4096", "-O", "ea_inode", host.toString(), "200M");
    Files.createDirectories(temp.resolve("a"));
    Path b = Files.createDirectories(temp.resolve("b"));
    Commands.run("mount", "-o", "loop", host.toString(), b.toString());
    try {
      HostTree.make(root, files.chunks, b, temp);
      assertEquals(
          "",
          Commands.run(
              "bash",
              "-c",
              """
              set -e
              mount -o loop %1$s %2$s/a
              trap 'umount %2$s/a' EXIT
              rsync -aHAXn --checksum --delete --modify-window=-1 -i --exclude=/lost+found %2$s/b/ %2$s/a/
              """
                  .formatted(image, temp)));
      Commands.run("e2fsck", "-fn", image.toString());
    } finally {
      Commands.run("umount", b.toString());
    }
  }

  private static Attributes aclAttributes() {
    Attributes acl = TestFiles.with("system.posix_acl_access", HexFormat.of().parseHex(ACL));
    // The group's permissions are the mask's.
    return new Attributes(0674, 0, 0, 5, 6, acl.xattrs());
  }

  @Test
  void isWrittenToAndGrows() throws Exception {
    Random random = new Random(3);
    Folder root = TestFiles.folder();
    for (int i = 0; i < 100; i++) {
      TestFiles.add(root, "f" + i, files.noise(random, random.nextInt(100_000)));
    }
    grow(root, FilesystemOptions.defaults(), "3G");
    grow(root, FilesystemOptions.defaults().withSizeBytes(300 << 20), "12G");
    grow(root, FilesystemOptions.defaults().withSizeBytes(2100L << 20), "40G");
    grow(root, FilesystemOptions.defaults().withJournal(JournalSize.NONE), "500M");
  }

  /** Not while it is mounted: for that the kernel wants CAP_SYS_RESOURCE, which not all have. */
  private void grow(Folder root, FilesystemOptions options, String size) throws Exception {
    Path image = write(root, options, "grown");
    Commands.run(
        "bash",
        "-c",
        """
        set -ex
        cd %s
        mkdir -p m
        mount -o loop grown m
        for i in $(seq 50); do head -c $((i * 900)) /dev/urandom > m/new$i; done
        rm m/f1* m/new2*
        mkdir m/folder
        for i in $(seq 60); do echo $i > m/folder/a_longer_name_for_a_file_$i; done
        umount m
        e2fsck -fy grown
        truncate -s %s grown
        resize2fs grown
        e2fsck -fn grown
        mount -o loop grown m
        for i in $(seq 300); do echo $i > m/folder/another_longer_name_$i; done
        rm m/f2* m/new3*
        umount m
        e2fsck -fn grown
        """
            .formatted(temp, size));
    Files.delete(image);
  }

  private Path write(Folder root, FilesystemOptions options, String name) throws IOException {
    Path image = temp.resolve(name);
    ImageSink.write(Ext4Writer.plan(root, options), files.chunks, image);
    return image;
  }
}
