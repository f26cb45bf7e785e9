package io.tinyvol.cas.store;

import io.tinyvol.cas.StoreHeldException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a store, for one process at a time. It is a lock of the kernel's on a file, so
 * it ends with the process however that ends. The file's text names the holder, for people.
 */
public final class StoreLock implements Closeable {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(25);
  private static final int LONGEST_HOLDER_TEXT_BYTES = 4096;

  private final FileChannel channel;

  private StoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a store.
   *
   * @param command what the holder is doing, for those who find the store held
   * @param patience how long to wait for another holder to end
   * @param onWait is told at once who the holder is, when there is something to wait for
   * @throws StoreHeldException if another process holds it after that time
   */
  public static StoreLock take(
      StoreFolder folder, String command, Duration patience, Consumer<String> onWait)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.lockFile(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE);
    try {
      await(folder, channel, patience, onWait);
      String holder = "pid " + ProcessHandle.current().pid() + " (" + command + ")\n";
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      channel.truncate(holder.getBytes(StandardCharsets.UTF_8).length);
      return new StoreLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void await(
      StoreFolder folder, FileChannel channel, Duration patience, Consumer<String> onWait)
      throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (tryLock(channel) == null) {
      String holder = readHolder(folder.lockFile());
      if (System.nanoTime() - deadline >= 0) {
        throw new StoreHeldException(folder.path().toString(), holder);
      }
      if (!told) {
        onWait.accept(holder);
        told = true;
      }
      try {
        Thread.sleep(RETRY_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException) new StoreHeldException(folder.path().toString(), holder).initCause(e);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process, through another channel
    }
  }

  private static String readHolder(Path lockFile) throws IOException {
    byte[] text = Files.readAllBytes(lockFile);
    if (text.length == 0 || text.length > LONGEST_HOLDER_TEXT_BYTES) {
      return "another process";
    }
    return new String(text, StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
