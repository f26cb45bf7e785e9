package io.tinyvol.ext4.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tinyvol.cas.Trials;
import io.tinyvol.testing.Commands;
import io.tinyvol.tree.FileName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes of names against those of debugfs, which knows the unsigned ones by number. */
final class DirectoryHashTest {
  private static final Pattern ANSWER = Pattern.compile("is 0x([0-9a-f]+) \\(minor");

  @TempDir Path temp;

  @Test
  void agreesWithDebugfs() {
    Trials.run(4, this::compare);
  }

  private void compare(Random random) throws Exception {
    UUID seed =
        random.nextInt(4) == 0 ? new UUID(0, 0) : new UUID(random.nextLong(), random.nextLong());
    List<FileName> names = new ArrayList<>();
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    for (int i = 0; i < 300; i++) {
      FileName name = name(random);
      names.add(name);
      script.write(("dx_hash -h 4 -s " + seed + " ").getBytes(StandardCharsets.US_ASCII));
      script.write(name.bytes());
      script.write('\n');
    }
    Path file = Files.write(temp.resolve("script"), script.toByteArray());
    Matcher answers = ANSWER.matcher(Commands.run("debugfs", "-f", file.toString()));
    DirectoryHash hash = new DirectoryHash(seed);
    for (FileName name : names) {
      assertTrue(answers.find(), name.toString());
      assertEquals(Integer.parseUnsignedInt(answers.group(1), 16), hash.of(name), name.toString());
    }
  }

  /** A name that debugfs takes as one word. */
  private static FileName name(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(FileName.MAX_BYTES)];
    boolean ascii = random.nextBoolean();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (ascii ? 'a' + random.nextInt(26) : 0x80 + random.nextInt(128));
    }
    return FileName.of(bytes);
  }
}
