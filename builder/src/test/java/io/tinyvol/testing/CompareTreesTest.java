package io.tinyvol.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge of trees is judged: it notices every kind of difference. */
class CompareTreesTest {
  @TempDir Path folder;

  @Test
  void copiesAreTheSame() throws Exception {
    compare(makeTwo(), "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rm file",
        "touch new",
        "touch 'new\nline'",
        "printf X | dd of=file bs=1 seek=70000 conv=notrunc status=none; touch -r ../source/file"
            + " file",
        "printf X | dd of=large bs=1 seek=700000000 conv=notrunc status=none; touch -r"
            + " ../source/large large",
        "fallocate -l 200000 sparse; touch -r ../source/sparse sparse",
        "chmod 0600 file",
        "chmod u+s folder",
        "chown 7 symlink -h",
        "chgrp 70000 pipe",
        "touch -h -d '2001-01-01 00:00:00.000000001' symlink",
        "touch -d '2001-01-01 00:00:00.000000001' folder",
        "rm linked; cp -a file linked",
        "rm device; mknod -m 0644 device c 1 300; touch -r ../source/device device",
        "ln -sfn elsewhere symlink; touch -h -r ../source/symlink symlink",
        "rm pipe; touch pipe; touch -r ../source/pipe pipe",
        "setfattr -x user.a file",
        "setfattr -n user.a -v c folder",
        "setfattr -h -n trusted.x -v y symlink",
        "setcap -r file",
        "setfacl -m u:1000:rw acl",
        "setfacl -m d:u:1001:rw folder",
        "touch -d 2001-01-01 .",
      })
  void noticesDifference(String script) throws Exception {
    Path two = makeTwo();
    assertThrows(AssertionError.class, () -> compare(two, script));
  }

  private Path makeTwo() throws Exception {
    Path source = Files.createDirectories(folder.resolve("two/source"));
    Files.write(source.resolve("file"), new byte[100_000]);
    for (String name : new String[] {"large", "sparse"}) {
      try (RandomAccessFile file = new RandomAccessFile(source.resolve(name).toFile(), "rw")) {
        file.setLength(name.equals("large") ? 1L << 30 : 1 << 20);
      }
    }
    Commands.run(
        "sh",
        "-e",
        "-c",
        """
        cd "$0"
        ln file linked; mkdir folder; mkfifo pipe; mknod device c 1 3; ln -s target symlink; touch acl
        setfattr -n user.a -v b file; setcap cap_chown+ep file; setfacl -m u:1000:r acl
        setfacl -m d:u:1000:rw folder
        touch -h -d '2001-01-01 00:00:00' symlink folder
        cp -a . ../copy
        """,
        source.toString());
    return folder.resolve("two");
  }

  private void compare(Path two, String script) throws Exception {
    Path copy = two.resolve("copy");
    Commands.run("sh", "-e", "-c", "cd \"$0\"\n" + script, copy.toString());
    TestScripts scripts = TestScripts.copyTo(folder.resolve("scripts"));
    Commands.run(scripts.path("compare-trees"), two.resolve("source").toString(), copy.toString());
  }
}
