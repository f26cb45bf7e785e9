package io.tinyvol.blockdev.reflink.format;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.cas.format.PayloadFields;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The payload of a disk's file {@code record} (see docs/reflink-disks.md). Times are seconds since
 * 1970 and nanoseconds; a mark is what a file is known by: 8 inode, 8 bytes, 12 when it was written
 * to.
 *
 * <pre>
 * 12  when the disk was made
 *  1  flags: 1 volatile, 2 may be copied, 4 its size is being changed, 8 it has a guest's file
 *  8  bytes for a guest
 *  8  number of the next image
 *  8  number of the image that guests start from
 *  …  with a guest's file: 8 the number of the image it started from, 28 its mark then
 *  4  number of images, and each:
 *      8 number, 12 when it was made, 28 mark,
 *      1 its source: 0 unknown, 1 exactly what follows, 2 what follows and changed since,
 *      with a source: 16 uuid, 32 root, 8 revision of the volume that it was made of
 * </pre>
 */
public final class DiskRecordFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVRL", 1);
  private static final int FIXED_BYTES = 77;
  private static final int IMAGE_BYTES = 105;

  private static final int VOLATILE = 1;
  private static final int COPIED = 2;
  private static final int RESIZING = 4;
  private static final int HAS_GUEST = 8;
  private static final int ALL_FLAGS = 15;

  private static final int NO_SOURCE = 0;
  private static final int EXACT_SOURCE = 1;
  private static final int CHANGED_SOURCE = 2;

  private DiskRecordFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(DiskRecord disk) {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + IMAGE_BYTES * disk.images().size());
    out.order(ByteOrder.LITTLE_ENDIAN);
    PayloadFields.putTime(out, disk.traits().created());
    out.put((byte) flags(disk)).putLong(disk.sizeBytes());
    out.putLong(disk.nextNumber()).putLong(disk.cleanNumber());
    if (disk.guest().isPresent()) {
      out.putLong(disk.guest().get().startedFrom());
      putMark(out, disk.guest().get().mark());
    }
    out.putInt(disk.images().size());
    disk.images().forEach(image -> putImage(out, image));
    out.flip();
    return FRAME.finish(FRAME.start(out.remaining()).put(out));
  }

  private static int flags(DiskRecord disk) {
    return (disk.traits().isVolatile() ? VOLATILE : 0)
        | (disk.traits().isCopied() ? COPIED : 0)
        | (disk.isResizing() ? RESIZING : 0)
        | (disk.guest().isPresent() ? HAS_GUEST : 0);
  }

  private static void putImage(ByteBuffer out, DiskImage image) {
    out.putLong(image.number());
    PayloadFields.putTime(out, image.created());
    putMark(out, image.mark());
    if (image.source().isEmpty()) {
      out.put((byte) NO_SOURCE);
      return;
    }
    DiskSource source = image.source().get();
    out.put((byte) (source.isExact() ? EXACT_SOURCE : CHANGED_SOURCE));
    out.putLong(source.volume().getMostSignificantBits());
    out.putLong(source.volume().getLeastSignificantBits());
    source.root().putTo(out);
    out.putLong(source.revision());
  }

  private static void putMark(ByteBuffer out, FileMark mark) {
    out.putLong(mark.inode()).putLong(mark.sizeBytes());
    out.putLong(mark.modifiedSeconds()).putInt(mark.modifiedNanos());
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static DiskRecord decode(byte[] file, String what) throws IOException {
    ByteBuffer in = FRAME.payload(file, what);
    try {
      DiskRecord disk = disk(in);
      if (in.hasRemaining()) {
        throw new CorruptDataException(what, "has " + in.remaining() + " bytes too many");
      }
      return disk;
    } catch (BufferUnderflowException
        | DateTimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new CorruptDataException(what, "is no record of a disk: " + e.getMessage(), e);
    }
  }

  private static DiskRecord disk(ByteBuffer in) {
    Instant created = PayloadFields.time(in);
    int flags = in.get();
    if ((flags & ~ALL_FLAGS) != 0) {
      throw new IllegalArgumentException("flags " + flags);
    }
    long sizeBytes = in.getLong();
    long nextNumber = in.getLong();
    long cleanNumber = in.getLong();
    Optional<GuestFile> guest =
        (flags & HAS_GUEST) != 0
            ? Optional.of(new GuestFile(in.getLong(), mark(in)))
            : Optional.empty();
    int count = in.getInt();
    List<DiskImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(image(in));
    }
    return new DiskRecord(
        new DiskTraits(created, (flags & VOLATILE) != 0, (flags & COPIED) != 0),
        sizeBytes,
        (flags & RESIZING) != 0,
        nextNumber,
        cleanNumber,
        guest,
        images);
  }

  private static DiskImage image(ByteBuffer in) {
    return new DiskImage(in.getLong(), PayloadFields.time(in), mark(in), source(in));
  }

  private static Optional<DiskSource> source(ByteBuffer in) {
    int kind = in.get();
    return switch (kind) {
      case NO_SOURCE -> Optional.empty();
      case EXACT_SOURCE, CHANGED_SOURCE -> {
        UUID volume = new UUID(in.getLong(), in.getLong());
        Digest root = Digest.at(in, in.position());
        in.position(in.position() + Digest.BYTES);
        yield Optional.of(new DiskSource(volume, root, in.getLong(), kind == EXACT_SOURCE));
      }
      default -> throw new IllegalArgumentException("a source of kind " + kind);
    };
  }

  private static FileMark mark(ByteBuffer in) {
    return new FileMark(in.getLong(), in.getLong(), in.getLong(), in.getInt());
  }
}
