package io.tinyvol.volume.format;

import io.tinyvol.cas.CorruptDataException;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.format.FrameFormat;
import io.tinyvol.cas.format.PayloadFields;
import io.tinyvol.volume.Changes;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeHead;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The payload of a volume's head file, little-endian (see docs/volume-format.md):
 *
 * <pre>
 *   0  16  volume uuid, the high 64 bits first
 *  16      the present revision, as below
 *       4  number of frozen layers with changes since, then for each, the oldest first: 16 uuid
 *       1  1 with a layer that is being written to, 0 without
 *          with it: 16 its uuid
 *       1  1 with a parent, 0 without
 *          with a parent: 16 uuid, 8 revision, string name
 *       4  number of labels, then for each: string key, string value
 *       4  number of earlier revisions, then for each, by ascending number:
 *            0   8  number
 *            8   8  time of making, seconds since 1970
 *           16   4  its nanoseconds
 *           20   4  block size in bytes
 *           24   8  size of the volume in bytes
 *           32  32  digest of the manifest's root
 *           64   4  number of delta layers, then for each, the oldest first: 16 uuid
 *                   string note
 * </pre>
 *
 * A string is its length in bytes (2) and UTF-8.
 */
public final class VolumeHeadFormat {
  private static final FrameFormat FRAME = new FrameFormat("TVHD", 3);
  private static final int SHORTEST_REVISION_BYTES = 70;
  private static final int UUID_BYTES = 16;

  private VolumeHeadFormat() {}

  /** The whole file. */
  public static ByteBuffer encode(VolumeHead head) {
    ByteBuffer frame = FRAME.start(payloadBytes(head));
    putUuid(frame, head.uuid());
    putRevision(frame, head.present());
    putUuids(frame, head.changes().frozen());
    frame.put((byte) (head.changes().top().isPresent() ? 1 : 0));
    head.changes().top().ifPresent(top -> putUuid(frame, top));
    frame.put((byte) (head.parent().isPresent() ? 1 : 0));
    head.parent()
        .ifPresent(
            parent -> {
              putUuid(frame, parent.uuid());
              frame.putLong(parent.revision());
              putString(frame, parent.name());
            });
    frame.putInt(head.labels().size());
    for (Map.Entry<String, String> label : head.labels().entrySet()) {
      putString(frame, label.getKey());
      putString(frame, label.getValue());
    }
    frame.putInt(head.earlier().size());
    head.earlier().forEach(revision -> putRevision(frame, revision));
    return FRAME.finish(frame);
  }

  private static void putRevision(ByteBuffer frame, VolumeHead.Revision revision) {
    frame.putLong(revision.number());
    PayloadFields.putTime(frame, revision.created());
    VolumeGeometry geometry = revision.geometry();
    frame.putInt(geometry.blockBytes()).putLong(geometry.virtualBytes());
    revision.root().putTo(frame);
    putUuids(frame, revision.layers());
    putString(frame, revision.note());
  }

  private static void putUuids(ByteBuffer frame, List<UUID> uuids) {
    frame.putInt(uuids.size());
    uuids.forEach(uuid -> putUuid(frame, uuid));
  }

  private static int payloadBytes(VolumeHead head) {
    int bytes = UUID_BYTES + revisionBytes(head.present());
    bytes += 4 + UUID_BYTES * head.changes().layers().size() + 1;
    bytes += 1 + head.parent().map(p -> 24 + stringBytes(p.name())).orElse(0) + 4;
    for (Map.Entry<String, String> label : head.labels().entrySet()) {
      bytes += stringBytes(label.getKey()) + stringBytes(label.getValue());
    }
    bytes += 4;
    for (VolumeHead.Revision revision : head.earlier()) {
      bytes += revisionBytes(revision);
    }
    return bytes;
  }

  private static int revisionBytes(VolumeHead.Revision revision) {
    int layersBytes = 4 + UUID_BYTES * revision.layers().size();
    return 64 + layersBytes + stringBytes(revision.note());
  }

  private static int stringBytes(String text) {
    return 2 + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void putString(ByteBuffer frame, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0xffff) {
      throw new IllegalArgumentException("longer than 65535 bytes: " + text.substring(0, 40) + "…");
    }
    frame.putShort((short) bytes.length).put(bytes);
  }

  private static void putUuid(ByteBuffer frame, UUID uuid) {
    frame.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  /**
   * Reads the whole file.
   *
   * @param what names the file in messages
   * @throws CorruptDataException if it is damaged
   */
  public static VolumeHead decode(byte[] file, String what) throws IOException {
    ByteBuffer payload = FRAME.payload(file, what);
    try {
      VolumeHead head = decode(payload);
      if (payload.hasRemaining()) {
        throw new CorruptDataException(what, payload.remaining() + " bytes too many");
      }
      return head;
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | DateTimeException
        | ArithmeticException e) {
      throw new CorruptDataException(what, "malformed: " + e, e);
    }
  }

  private static VolumeHead decode(ByteBuffer payload) {
    UUID uuid = uuid(payload);
    VolumeHead.Revision present = revision(payload);
    List<UUID> frozen = uuids(payload);
    Optional<UUID> top = isThere(payload) ? Optional.of(uuid(payload)) : Optional.empty();
    Optional<VolumeHead.Parent> parent =
        isThere(payload) ? Optional.of(parent(payload)) : Optional.empty();
    SortedMap<String, String> labels = new TreeMap<>();
    for (int count = payload.getInt(); count > 0; count--) {
      labels.put(string(payload), string(payload));
    }
    Changes changes = new Changes(frozen, top);
    return new VolumeHead(uuid, present, changes, parent, labels, earlier(payload));
  }

  private static boolean isThere(ByteBuffer payload) {
    byte value = payload.get();
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException("neither 0 nor 1: " + value);
    }
    return value == 1;
  }

  private static List<VolumeHead.Revision> earlier(ByteBuffer payload) {
    int count = payload.getInt();
    if (count < 0 || count > payload.remaining() / SHORTEST_REVISION_BYTES) {
      throw new IllegalArgumentException(count + " earlier revisions");
    }
    List<VolumeHead.Revision> earlier = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      earlier.add(revision(payload));
    }
    return earlier;
  }

  private static VolumeHead.Revision revision(ByteBuffer payload) {
    long number = payload.getLong();
    Instant created = PayloadFields.time(payload);
    int blockBytes = payload.getInt();
    VolumeGeometry geometry = new VolumeGeometry(payload.getLong(), blockBytes);
    byte[] root = new byte[Digest.BYTES];
    payload.get(root);
    List<UUID> layers = uuids(payload);
    return new VolumeHead.Revision(
        number, created, geometry, Digest.of(root, 0), layers, string(payload));
  }

  private static List<UUID> uuids(ByteBuffer payload) {
    int count = payload.getInt();
    if (count < 0 || count > payload.remaining() / UUID_BYTES) {
      throw new IllegalArgumentException(count + " layers");
    }
    List<UUID> uuids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      uuids.add(uuid(payload));
    }
    return uuids;
  }

  private static VolumeHead.Parent parent(ByteBuffer payload) {
    UUID uuid = uuid(payload);
    long revision = payload.getLong();
    return new VolumeHead.Parent(uuid, string(payload), revision);
  }

  private static UUID uuid(ByteBuffer payload) {
    return new UUID(payload.getLong(), payload.getLong());
  }

  private static String string(ByteBuffer payload) {
    return PayloadFields.text(payload, Short.toUnsignedInt(payload.getShort()));
  }
}
