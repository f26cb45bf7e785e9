package io.tinyvol.blockdev.thin.format;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.cas.format.PayloadFields;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The payload of a pool's file {@code ledger} (see docs/thin-pools.md). Times are seconds since
 * 1970 and nanoseconds; a text is its length in UTF-8 and that.
 *
 * <pre>
 * 16  uuid, the high 64 bits first
 * 12  when it was made
 *  1  when it is full: 0 writes fail, 1 writes wait
 *  4  bytes of a block
 *  8  a warning is due when fewer bytes are free
 *  4  percent of its data that its volumes may be in all
 *  …  two places, of data and of metadata, and each:
 *      1 what it is: 0 a file, 1 a device, 8 bytes of it, a text of a length of 2 bytes: its path
 *  8  transaction id
 *  4  next id
 *  1  1 if a snapshot of the metadata may be held
 *  1  0 no change under way, else what: 1 create, 2 delete, 3 snapshot
 *  …  with a change: 8 its transaction id, 4 the id of what a snapshot is of, and a volume
 *  4  number of volumes, and each:
 *      4 id, 8 birth, 8 bytes, 8 up to where it may have blocks, 1 state (0 staging, 1 ready, 2 deleting, 3 lost, 4 quarantined),
 *      1 role (0 image, 1 disk, 2 revision), 4 id of its image, 8 number of a revision,
 *      a text: its name,
 *      16 uuid, 32 root, 8 revision of what it was made of, 1 if it has exactly that,
 *      12 when it was made
 * </pre>
 */
public final class LedgerFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVPL", 1);
  private static final int FIXED_BYTES = 132;
  private static final int THIN_BYTES = 118;
  private static final int MOST_TEXT_BYTES = 4096;

  private static final byte IMAGE = 0;
  private static final byte DISK = 1;
  private static final byte REVISION = 2;

  /** By their numbers. */
  private static final List<PoolPlace.Kind> KINDS =
      List.of(PoolPlace.Kind.FILE, PoolPlace.Kind.DEVICE);

  private static final List<PoolConfig.WhenFull> WHEN_FULL =
      List.of(PoolConfig.WhenFull.ERROR, PoolConfig.WhenFull.QUEUE);

  private static final List<Intent.Operation> OPERATIONS =
      List.of(Intent.Operation.CREATE, Intent.Operation.DELETE, Intent.Operation.SNAPSHOT);

  private static final List<ThinRecord.State> STATES =
      List.of(
          ThinRecord.State.STAGING,
          ThinRecord.State.READY,
          ThinRecord.State.DELETING,
          ThinRecord.State.LOST,
          ThinRecord.State.QUARANTINED);

  private LedgerFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(Ledger ledger) {
    PoolConfig config = ledger.config();
    int texts = 3 * (config.data().path() + config.metadata().path()).length();
    int names = ledger.thins().stream().mapToInt(thin -> thinBytes(thin)).sum();
    int intent = ledger.intent().map(found -> thinBytes(found.thin())).orElse(0);
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + texts + names + intent);
    out.order(ByteOrder.LITTLE_ENDIAN);
    putConfig(out, config);
    out.putLong(ledger.transaction()).putInt(ledger.nextId());
    out.put((byte) (ledger.hasSnapshot() ? 1 : 0));
    if (ledger.intent().isPresent()) {
      Intent present = ledger.intent().get();
      out.put((byte) (OPERATIONS.indexOf(present.operation()) + 1)).putLong(present.transaction());
      out.putInt(present.origin());
      putThin(out, present.thin());
    } else {
      out.put((byte) 0);
    }
    out.putInt(ledger.thins().size());
    ledger.thins().forEach(thin -> putThin(out, thin));
    out.flip();
    return FRAME.finish(FRAME.start(out.remaining()).put(out));
  }

  private static int thinBytes(ThinRecord thin) {
    return THIN_BYTES + 3 * thin.name().length();
  }

  private static void putConfig(ByteBuffer out, PoolConfig config) {
    putUuid(out, config.uuid());
    PayloadFields.putTime(out, config.created());
    out.put((byte) WHEN_FULL.indexOf(config.whenFull())).putInt(config.blockBytes());
    out.putLong(config.lowWaterBytes()).putInt(config.overcommitPercent());
    putPlace(out, config.data());
    putPlace(out, config.metadata());
  }

  private static void putPlace(ByteBuffer out, PoolPlace place) {
    out.put((byte) KINDS.indexOf(place.kind())).putLong(place.sizeBytes());
    putText(out, place.path());
  }

  private static void putThin(ByteBuffer out, ThinRecord thin) {
    out.putInt(thin.id()).putLong(thin.birth()).putLong(thin.sizeBytes()).putLong(thin.blocksEnd());
    out.put((byte) STATES.indexOf(thin.state()));
    out.put(number(thin.role())).putInt(thin.role().image()).putLong(thin.role().revision());
    putText(out, thin.name());
    putUuid(out, thin.source().volume());
    thin.source().root().putTo(out);
    out.putLong(thin.source().revision()).put((byte) (thin.source().isExact() ? 1 : 0));
    PayloadFields.putTime(out, thin.created());
  }

  private static byte number(Role role) {
    return switch (role) {
      case Role.Image _ -> IMAGE;
      case Role.Disk _ -> DISK;
      case Role.Revision _ -> REVISION;
    };
  }

  private static void putUuid(ByteBuffer out, UUID uuid) {
    out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  private static void putText(ByteBuffer out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MOST_TEXT_BYTES) {
      throw new IllegalArgumentException("longer than " + MOST_TEXT_BYTES + " bytes: " + text);
    }
    out.putShort((short) utf8.length).put(utf8);
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static Ledger decode(byte[] file, String what) throws IOException {
    ByteBuffer in = FRAME.payload(file, what);
    try {
      PoolConfig config = config(in);
      long transaction = in.getLong();
      int nextId = in.getInt();
      boolean hasSnapshot = in.get() != 0;
      Optional<Intent> intent = intent(in);
      int count = in.getInt();
      List<ThinRecord> thins = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        thins.add(thin(in));
      }
      if (in.hasRemaining()) {
        throw new CorruptDataException(what, "has " + in.remaining() + " bytes too many");
      }
      return new Ledger(config, transaction, nextId, hasSnapshot, intent, thins);
    } catch (BufferUnderflowException
        | DateTimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new CorruptDataException(what, "is no ledger of a pool: " + e.getMessage(), e);
    }
  }

  private static PoolConfig config(ByteBuffer in) {
    UUID uuid = new UUID(in.getLong(), in.getLong());
    Instant created = PayloadFields.time(in);
    PoolConfig.WhenFull whenFull = WHEN_FULL.get(in.get());
    int blockBytes = in.getInt();
    long lowWaterBytes = in.getLong();
    int overcommitPercent = in.getInt();
    PoolPlace data = place(in);
    PoolPlace metadata = place(in);
    return new PoolConfig(
        uuid, created, data, metadata, blockBytes, whenFull, lowWaterBytes, overcommitPercent);
  }

  private static PoolPlace place(ByteBuffer in) {
    PoolPlace.Kind kind = KINDS.get(in.get());
    long sizeBytes = in.getLong();
    return new PoolPlace(kind, text(in), sizeBytes);
  }

  private static Optional<Intent> intent(ByteBuffer in) {
    int kind = in.get();
    if (kind == 0) {
      return Optional.empty();
    }
    Intent.Operation operation = OPERATIONS.get(kind - 1);
    long transaction = in.getLong();
    int origin = in.getInt();
    return Optional.of(new Intent(transaction, operation, thin(in), origin));
  }

  private static ThinRecord thin(ByteBuffer in) {
    int id = in.getInt();
    long birth = in.getLong();
    long sizeBytes = in.getLong();
    long blocksEnd = in.getLong();
    ThinRecord.State state = STATES.get(in.get());
    Role role = role(in.get(), in.getInt(), in.getLong());
    String name = text(in);
    UUID volume = new UUID(in.getLong(), in.getLong());
    Digest root = Digest.at(in, in.position());
    in.position(in.position() + Digest.BYTES);
    DiskSource source = new DiskSource(volume, root, in.getLong(), in.get() != 0);
    return new ThinRecord(
        id, birth, sizeBytes, blocksEnd, state, role, name, source, PayloadFields.time(in));
  }

  private static Role role(byte number, int image, long revision) {
    return switch (number) {
      case IMAGE -> new Role.Image();
      case DISK -> new Role.Disk(image, revision);
      case REVISION -> new Role.Revision(image, revision);
      default -> throw new IllegalArgumentException("no role " + number);
    };
  }

  private static String text(ByteBuffer in) {
    int length = Short.toUnsignedInt(in.getShort());
    if (length > Math.min(MOST_TEXT_BYTES, in.remaining())) {
      throw new IllegalArgumentException("a text of " + length + " bytes");
    }
    return PayloadFields.text(in, length);
  }
}
