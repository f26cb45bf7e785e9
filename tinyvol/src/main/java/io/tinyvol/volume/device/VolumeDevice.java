package io.tinyvol.volume.device;

import io.tinyvol.cas.Digest;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.delta.Delta;
import io.tinyvol.volume.delta.NewLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A volume that is open as a device: its delta over its manifest. */
public final class VolumeDevice implements BlockDevice {
  /** 64 MiB. */
  private static final long LEAST_DEAD_BLOCKS = 16 << 10;

  private final Devices devices;
  private final VolumeHold hold;
  private final ReadAhead readAhead;
  private final long sizeBytes;
  private final ReadAhead.Source ahead = new Ahead();

  /**
   * Requests hold it shared. Who changes what the content consists of holds it alone; so does who
   * makes blocks zeros, or changes a part of one, for both look first at what there is.
   */
  private final ReadWriteLock requests = new ReentrantReadWriteLock();

  /** Held by who gives the delta a new top, before all other locks. */
  private final Object newTop = new Object();

  private LayeredContent content;
  private boolean isClosed;
  private final AtomicLong deadWhenMerged = new AtomicLong();

  VolumeDevice(Devices devices, VolumeHold hold, LayeredContent content, ReadAhead readAhead) {
    this.devices = devices;
    this.hold = hold;
    this.content = content;
    this.readAhead = readAhead;
    this.sizeBytes = content.geometry().virtualBytes();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public boolean isReadOnly() {
    return !hold.isForWriting();
  }

  /** Something that is done with a lock held. */
  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T locked(Lock lock, Action<T> action) throws IOException {
    lock.lock();
    try {
      if (isClosed) {
        throw new ClosedChannelException();
      }
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void read(long offsetBytes, ByteBuffer dst) throws IOException {
    checkInside(offsetBytes, dst.remaining());
    int length = dst.remaining();
    boolean done = locked(requests.readLock(), () -> content.read(offsetBytes, dst, false));
    assert done;
    readAhead.note(offsetBytes, length, sizeBytes, ahead);
  }

  @Override
  public boolean readIfQuick(long offsetBytes, ByteBuffer dst) throws IOException {
    checkInside(offsetBytes, dst.remaining());
    int start = dst.position();
    int limit = dst.limit();
    boolean done = locked(requests.readLock(), () -> content.read(offsetBytes, dst, true));
    if (done) {
      readAhead.note(offsetBytes, dst.position() - start, sizeBytes, ahead);
    } else {
      dst.limit(limit).position(start);
    }
    return done;
  }

  /** Reads ahead of requests, which may end the device meanwhile. */
  private final class Ahead implements ReadAhead.Source {
    @Override
    public List<Digest> missing(long offsetBytes, long endBytes) throws IOException {
      return locked(requests.readLock(), () -> content.missing(offsetBytes, endBytes));
    }

    @Override
    public void load(Digest chunk) throws IOException {
      locked(
          requests.readLock(),
          () -> {
            content.load(chunk);
            return chunk;
          });
    }
  }

  @Override
  public void write(long offsetBytes, ByteBuffer src) throws IOException {
    checkWritable();
    checkInside(offsetBytes, src.remaining());
    if (src.isDirect()) {
      new DeviceWrite(this, offsetBytes, src).run();
    } else {
      ByteBuffer direct = ByteBuffer.allocateDirect(src.remaining());
      new DeviceWrite(this, offsetBytes, direct.put(src).flip()).run();
    }
  }

  @Override
  public void zero(long offsetBytes, long lengthBytes, boolean keepSpace) throws IOException {
    checkWritable();
    checkInside(offsetBytes, lengthBytes);
    new DeviceZero(this, offsetBytes, offsetBytes + lengthBytes).run(keepSpace);
  }

  @Override
  public void flush() throws IOException {
    locked(
        requests.readLock(),
        () -> {
          content.delta().flush();
          mergeIfMuchIsDead(content.delta());
          return true;
        });
  }

  private void checkInside(long offsetBytes, long lengthBytes) {
    if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > sizeBytes - offsetBytes) {
      throw new IllegalArgumentException(
          lengthBytes + " bytes at " + offsetBytes + " of a device of " + sizeBytes);
    }
  }

  private void checkWritable() {
    if (isReadOnly()) {
      throw new IllegalArgumentException(hold.name() + ": is read-only");
    }
  }

  /** Changes the content. */
  interface Change {
    void apply(LayeredContent content) throws IOException;
  }

  /** Applies a change side by side with others, to a content that has a top. */
  void changeShared(Change change) throws IOException {
    change(requests.readLock(), change);
  }

  /** Applies a change alone. */
  void changeAlone(Change change) throws IOException {
    change(requests.writeLock(), change);
  }

  private void change(Lock lock, Change change) throws IOException {
    while (true) {
      boolean done =
          locked(
              lock,
              () -> {
                if (!content.delta().hasTop()) {
                  return false;
                }
                change.apply(content);
                return true;
              });
      if (done) {
        return;
      }
      makeTop();
    }
  }

  /**
   * Gives the delta a layer to write to, which the volume's head names before anything is in it.
   * Until the name is locked the delta may be replaced, but nobody else gives it a top.
   */
  private void makeTop() throws IOException {
    synchronized (newTop) {
      if (locked(requests.readLock(), () -> content.delta().hasTop())) {
        return;
      }
      try (NewLayer layer = devices.newLayer()) {
        devices.nameTop(hold, layer.uuid(), _ -> alone(() -> content.delta().installTop(layer)));
      }
    }
  }

  private void alone(Runnable change) throws IOException {
    locked(
        requests.writeLock(),
        () -> {
          change.run();
          return true;
        });
  }

  /**
   * Writes no more to the top layer: who writes next makes another. For who has the volume's name
   * locked.
   */
  void freeze() throws IOException {
    flush();
    locked(
        requests.writeLock(),
        () -> {
          content.delta().freeze();
          return true;
        });
  }

  /** The content as it is now. */
  VolumeView view() throws IOException {
    return locked(requests.writeLock(), () -> new VolumeView(content.snapshot()));
  }

  /**
   * From now on other layers, and a manifest, have what was in those under the top. For who has the
   * volume's name locked.
   */
  void rebase(Digest root, List<UUID> frozen) throws IOException {
    CommittedContent committed = devices.committed(root);
    locked(
        requests.writeLock(),
        () -> {
          try (LayeredContent old = content) {
            content = new LayeredContent(committed, old.delta().over(frozen));
          }
          deadWhenMerged.set(content.delta().deadBlocks());
          return true;
        });
  }

  /**
   * Has the layers merged where more of them is dead than alive, and much: so what is written to
   * them in all, and what they take, stays within twice what they must hold.
   */
  private void mergeIfMuchIsDead(Delta delta) {
    long before = deadWhenMerged.get();
    long dead = delta.deadBlocks();
    boolean isMuch = dead - before > Math.max(LEAST_DEAD_BLOCKS, delta.liveBlocks());
    if (isMuch && deadWhenMerged.compareAndSet(before, dead)) {
      devices.mergeLater(hold);
    }
  }

  @Override
  public void visit(long offsetBytes, long lengthBytes, RangeVisitor visitor) throws IOException {
    checkInside(offsetBytes, lengthBytes);
    long end = offsetBytes + lengthBytes;
    long at = offsetBytes;
    while (at < end) {
      long start = at;
      LayeredContent.Run run = locked(requests.readLock(), () -> content.runAt(start, end));
      boolean goOn =
          visitor.range(run.endBytes() - at, run.isMapped(), !run.isMapped(), run.isChanged());
      if (!goOn) {
        return;
      }
      at = run.endBytes();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      locked(
          requests.writeLock(),
          () -> {
            isClosed = true;
            try (LayeredContent closed = content) {
              closed.delta().seal();
            }
            return true;
          });
    } catch (ClosedChannelException e) {
      return;
    } finally {
      devices.closed(this, hold);
    }
  }
}
