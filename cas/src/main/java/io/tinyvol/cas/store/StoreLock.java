package io.tinyvol.cas.store;

import io.tinyvol.cas.StoreHeldException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a store, for one process at a time. It is a lock of the kernel's on a file, so
 * it ends with the process however that ends. The file's text names the holder, for people.
 */
public final class StoreLock implements Closeable {
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(25);
  private static final int LONGEST_HOLDER_TEXT_BYTES = 4096;

  /**
   * The folders that this process holds, and what for. The kernel's lock belongs to the process,
   * not to the channel: closing another channel on the lock file would give it up (fcntl(2),
   * F_SETLK). So the file is not even opened while the process holds it.
   */
  private static final Map<Object, String> HELD_HERE = new HashMap<>();

  private final Object folderKey;
  private final FileChannel channel;

  private StoreLock(Object folderKey, FileChannel channel) {
    this.folderKey = folderKey;
    this.channel = channel;
  }

  /** What came of asking for a lock: it, or who holds it. */
  private record Answer(@Nullable StoreLock lock, String holder) {}

  /**
   * Takes the lock of a store.
   *
   * @param command what the holder is doing, for those who find the store held
   * @param patience how long to wait for another holder to end
   * @param onWait is told at once who the holder is, when there is something to wait for
   * @throws StoreHeldException if another process, or another owner in this one, holds it after
   *     that time
   */
  public static StoreLock take(
      StoreFolder folder, String command, Duration patience, Consumer<String> onWait)
      throws IOException {
    String text = "pid " + ProcessHandle.current().pid() + " (" + command + ")";
    long deadline = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (true) {
      Answer answer = ask(folder, text);
      if (answer.lock() != null) {
        return answer.lock();
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new StoreHeldException(folder.path().toString(), answer.holder());
      }
      if (!told) {
        onWait.accept(answer.holder());
        told = true;
      }
      try {
        Thread.sleep(RETRY_INTERVAL);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new StoreHeldException(folder.path().toString(), answer.holder()).initCause(e);
      }
    }
  }

  private static synchronized Answer ask(StoreFolder folder, String text) throws IOException {
    Object key = folderKey(folder);
    String holderHere = HELD_HERE.get(key);
    if (holderHere != null) {
      return new Answer(null, holderHere);
    }
    FileChannel channel =
        FileChannel.open(
            folder.lockFile(),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
      if (!taken) {
        return new Answer(null, readHolder(folder.lockFile()));
      }
      byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
      channel.write(ByteBuffer.wrap(line), 0);
      channel.truncate(line.length);
    } catch (IOException | RuntimeException e) {
      taken = false;
      throw e;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    HELD_HERE.put(key, text);
    return new Answer(new StoreLock(key, channel), text);
  }

  /** Tells folders apart, by whatever path they are reached. */
  private static Object folderKey(StoreFolder folder) throws IOException {
    Object key = Files.readAttributes(folder.path(), BasicFileAttributes.class).fileKey();
    return key != null ? key : folder.path().toRealPath();
  }

  /** The first line: a new holder overwrites an older one's text before it cuts off the rest. */
  private static String readHolder(Path lockFile) throws IOException {
    byte[] text = Files.readAllBytes(lockFile);
    String holder = new String(text, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    return holder.isBlank() || text.length > LONGEST_HOLDER_TEXT_BYTES
        ? "another process"
        : holder.strip();
  }

  @Override
  public void close() throws IOException {
    synchronized (StoreLock.class) {
      if (channel.isOpen()) {
        channel.close();
        HELD_HERE.remove(folderKey);
      }
    }
  }
}
