package io.tinyvol.ext4.write;

import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.Folder;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ext4WriterTest {
  @TempDir Path temp;

  private final TestFiles files = new TestFiles();

  @Test
  void anEmptyTree() throws Exception {
    check(TestFiles.folder(), FilesystemOptions.defaults());
  }

  @Test
  void aFewFiles() throws Exception {
    Random random = new Random(1);
    Folder root = TestFiles.folder();
    Folder etc = TestFiles.folder();
    TestFiles.add(root, "etc", etc);
    for (int i = 0; i < 100; i++) {
      TestFiles.add(etc, "f" + i, files.noise(random, random.nextInt(50000)));
    }
    TestFiles.add(etc, "long", TestFiles.symlink("x".repeat(1000)));
    TestFiles.add(etc, "short", TestFiles.symlink("passwd"));
    check(root, FilesystemOptions.defaults());
    check(root, FilesystemOptions.defaults().withSizeBytes(400L << 20));
  }

  private void check(Folder root, FilesystemOptions options) throws Exception {
    Path image = temp.resolve("image");
    ImageSink.write(Ext4Writer.plan(root, options), files.chunks, image);
    Commands.run("e2fsck", "-fn", image.toString());
  }
}
