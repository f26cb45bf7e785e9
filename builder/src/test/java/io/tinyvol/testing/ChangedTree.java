package io.tinyvol.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tree and a copy with changes of every kind, and what rsync says of the two. */
public final class ChangedTree {
  /** Eleven letters for what differs, then the path; of a symlink also its target. */
  private static final Pattern RSYNC_LINE =
      Pattern.compile("(\\*deleting  |[<>c.][fdLDS]\\S{9}) (.*?)(?: -> .*)?");

  private final Path before;
  private final Path after;

  private ChangedTree(Path before, Path after) {
    this.before = before;
    this.after = after;
  }

  /** Makes both trees below a folder. */
  public static ChangedTree make(Path folder, long seed) throws IOException, InterruptedException {
    Path before = Trees.make(folder.resolve("before"), seed);
    Files.createDirectories(before.resolve("gone/below"));
    Files.write(before.resolve("gone/below/file"), new byte[] {1});
    Files.createDirectories(before.resolve("folder-becomes-file"));
    Files.write(before.resolve("folder-becomes-file/inside"), new byte[] {1});
    Files.writeString(before.resolve("small"), "small".repeat(8));
    Files.createLink(before.resolve("name"), before.resolve("usr/bin/b5"));
    Files.createLink(before.resolve("other-name"), before.resolve("usr/bin/b5"));
    Files.createSymbolicLink(before.resolve("link-becomes-file"), Path.of("x"));
    Files.createSymbolicLink(before.resolve("link-elsewhere"), Path.of("x"));
    // By a shell: in a POSIX locale, Java can neither make nor name such files.
    shell(before, "for f in größe gelöscht umbenannt-ä; do echo $f > $f; done");
    Path after = folder.resolve("after");
    Commands.run("cp", "-a", before.toString(), after.toString());
    change(after, new Random(seed));
    return new ChangedTree(before, after);
  }

  private static void change(Path root, Random random) throws IOException, InterruptedException {
    Trees.addPackage(root, 5);
    poke(root, "var/large", 1_500_000);
    poke(root, "var/sparse", 4_000_000);
    poke(root, "usr/lib/f7", 0);
    poke(root, "small", 39);
    poke(root, "name", 0);
    Files.setLastModifiedTime(root.resolve("usr/lib/f8"), FileTime.fromMillis(1_234_567_890_000L));
    shell(root, "chmod 0700 usr/lib/f9 usr/share && chmod u+s usr/bin/b9");
    shell(root, "rm -r gone usr/lib/f10 && mv usr/lib/f11 usr/lib/renamed");
    shell(root, "rm usr/lib/f12 link-becomes-file && ln -s f13 usr/lib/f12");
    Files.write(root.resolve("link-becomes-file"), new byte[] {2});
    shell(root, "rm -r folder-becomes-file && echo x > folder-becomes-file");
    shell(root, "ln -sfn y link-elsewhere && mkfifo pipe && rm etc/empty && mkfifo etc/empty");
    shell(root, "echo x >> größe && rm gelöscht && mv umbenannt-ä umbenannt-ö && mkdir neu-ü");
    Files.write(root.resolve("usr/lib/f14"), Trees.noise(random, 70_000));
    Files.write(root.resolve("usr/lib/f15"), new byte[0]);
  }

  private static void shell(Path folder, String script) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolveSibling("script"), script);
    Commands.run("sh", "-e", "-c", "cd \"$0\" && . ../script", folder.toString());
    Files.delete(file);
  }

  /** Changes one byte, and nothing that an inode tells. */
  public static void poke(Path root, String path, int at) throws IOException {
    Path file = root.resolve(path);
    FileTime modified = Files.getLastModifiedTime(file);
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int old = bytes.read();
      bytes.seek(at);
      bytes.write(old + 1);
    }
    Files.setLastModifiedTime(file, modified);
  }

  /** The tree as it was. */
  public Path before() {
    return before;
  }

  /** The tree after the changes. */
  public Path after() {
    return after;
  }

  /** What became of the files, by their paths, as rsync sees it. */
  public SortedMap<String, String> changes() throws IOException, InterruptedException {
    Set<String> old = new TreeSet<>();
    Commands.run("find", before.toString(), "-printf", "/%P\n").lines().forEach(old::add);
    SortedMap<String, String> changes = new TreeMap<>();
    String output =
        Commands.run("rsync", "-ani8", "--checksum", "--delete", after + "/", before.toString());
    for (String line : output.lines().toList()) {
      Matcher matcher = RSYNC_LINE.matcher(line);
      if (!matcher.matches()) {
        throw new AssertionError("not understood: " + line);
      }
      String path = "/" + matcher.group(2).replaceFirst("/$", "");
      String change = change(matcher.group(1), old.contains(path));
      if (!change.isEmpty()) {
        // What gets another type is deleted and made.
        changes.merge(path, change, (_, _) -> "type");
      }
    }
    return changes;
  }

  private static String change(String item, boolean existed) {
    if (item.startsWith("*")) {
      return "deleted";
    }
    String attributes = item.substring(2);
    if (attributes.startsWith("+")) {
      return existed ? "type" : "added";
    }
    // The time of a folder tells of what is in it.
    String ignored = item.charAt(1) == 'd' ? "[.t ]*" : "[. ]*";
    return attributes.matches(ignored) ? "" : "modified";
  }
}
