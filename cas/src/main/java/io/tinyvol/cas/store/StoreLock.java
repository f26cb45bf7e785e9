package io.tinyvol.cas.store;

import io.tinyvol.cas.NoSpaceException;
import io.tinyvol.cas.StoreHeldException;
import io.tinyvol.posix.OwnerOnly;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The right to use a store, for one process at a time. It is a lock of the kernel's on a file, so
 * it ends with the process however that ends. The file's text names the holder, for people.
 */
public final class StoreLock implements Closeable {
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

  /**
   * Takes the lock of a store, without waiting. May be called from any thread.
   *
   * @param command what the holder is doing, for those who find the store held
   * @throws StoreHeldException if another process, or another owner in this one, holds it
   */
  public static synchronized StoreLock take(StoreFolder folder, String command) throws IOException {
    Object key = folderKey(folder);
    String holderHere = HELD_HERE.get(key);
    if (holderHere != null) {
      throw new StoreHeldException(folder.path().toString(), holderHere);
    }
    String text = "pid " + ProcessHandle.current().pid() + " (" + command + ")";
    FileChannel channel =
        FileChannel.open(
            folder.lockFile(),
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            OwnerOnly.FILE);
    try {
      if (channel.tryLock() == null) {
        throw new StoreHeldException(folder.path().toString(), readHolder(folder.lockFile()));
      }
      writeHolder(channel, text);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    HELD_HERE.put(key, text);
    return new StoreLock(key, channel);
  }

  /** A full disk keeps nobody from the store: the text is for people. */
  private static void writeHolder(FileChannel channel, String text) throws IOException {
    byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      channel.write(ByteBuffer.wrap(line), 0);
      channel.truncate(line.length);
    } catch (IOException e) {
      if (!NoSpaceException.isCauseOf(e)) {
        throw e;
      }
    }
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
