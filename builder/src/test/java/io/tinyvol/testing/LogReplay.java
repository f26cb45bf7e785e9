package io.tinyvol.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A disk at each flush that a kernel logged (dm-log-writes), on a file system with reflinks. */
public final class LogReplay {
  /** The command that marks the log of a guest's disk, without the mark. */
  public static final List<String> MARKER = List.of("dmsetup", "message", "logged", "0", "mark");

  private static final long LOG_BYTES = 8L << 30;

  private final Path before;
  private final Path log;

  /**
   * A log that is to be written.
   *
   * @param before the disk as it was, which stays
   * @param log the file, which is made
   */
  public LogReplay(Path before, Path log) throws IOException {
    this.before = before;
    this.log = log;
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(LOG_BYTES);
    }
  }

  /** Looks at a disk. */
  @FunctionalInterface
  public interface AtFlush {
    /**
     * One flush.
     *
     * @param replayed the disk, which must stay as it is
     * @param point the number of the flush, from 1 on
     * @param marks the marks that were made before, a line each
     */
    void look(Path replayed, long point, String marks) throws Exception;
  }

  /** Marks a log by a command, {@link #MARKER} say. */
  public static void mark(List<String> marker, String text)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(marker);
    command.add(text);
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  /** Copies a file without its data. */
  public static void copy(Path from, Path to) throws IOException, InterruptedException {
    String said = Commands.run("cp", "--reflink=always", from.toString(), to.toString());
    assert said.isEmpty();
  }

  /** Replays the log on a copy of what was before; gives the number of flushes. */
  public long run(AtFlush atFlush) throws Exception {
    Path replayed = before.resolveSibling("replayed");
    copy(before, replayed);
    StringBuilder marks = new StringBuilder();
    long[] points = {0};
    try (FileChannel file = FileChannel.open(replayed, StandardOpenOption.WRITE);
        WriteLog writes = new WriteLog(log, file)) {
      writes.replay(
          new WriteLog.Visitor() {
            @Override
            public void mark(String text) {
              marks.append(text).append('\n');
            }

            @Override
            public void flushed() throws Exception {
              points[0]++;
              atFlush.look(replayed, points[0], marks.toString());
            }
          });
    } finally {
      Files.delete(replayed);
    }
    return points[0];
  }
}
