package io.tinyvol.ext4.write;

import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.ext4.layout.JournalSize;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel writes to what is written. */
class MountedVolumeTest {
  @TempDir Path temp;

  private final TestFiles files = new TestFiles();

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
