package io.tinyvol.blockdev.dm.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to the device mapper, and its answer, which comes in the same memory: struct dm_ioctl
 * and what follows it (the kernel's uapi/linux/dm-ioctl.h), in the machine's byte order:
 *
 * <pre>
 *   0  12  version 4.0.0: the least that is wanted
 *  12   4  bytes in all, the header included
 *  16   4  where what follows the header begins
 *  20   4  how many targets follow
 *  24   4  how many users the device has
 *  28   4  flags
 *  32   4  number of the device's last event
 *  40   8  the device's number
 *  48 128  name, ended by a zero
 * 176 129  uuid, ended by a zero
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class DmRequest {
  /** The longest name, and uuid. */
  public static final int MAX_NAME_BYTES = 127;

  /** Where a request's own data begin. */
  private static final int DATA = 312;

  private static final int SIZE = 12;
  private static final int DATA_START = 16;
  private static final int TARGET_COUNT = 20;
  private static final int OPEN_COUNT = 24;
  private static final int FLAGS = 28;
  private static final int DEVICE = 40;
  private static final int NAME = 48;
  private static final int UUID = 176;
  private static final int TARGET_BYTES = 40;
  private static final int TARGET_TYPE = 24;
  private static final int TYPE_BYTES = 16;
  private static final int ALIGNMENT = 8;

  private final ByteBuffer bytes;

  private DmRequest(int sizeBytes) {
    bytes = ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.nativeOrder());
    bytes.putInt(0, 4).putInt(SIZE, sizeBytes).putInt(DATA_START, DATA);
  }

  /**
   * A request about a device.
   *
   * @param name the device's; empty where it is about none
   * @param roomBytes for an answer
   */
  public static DmRequest of(String name, int roomBytes) {
    DmRequest request = new DmRequest(DATA + roomBytes);
    request.putText(NAME, name);
    return request;
  }

  /** One that makes a device. */
  public static DmRequest creating(String name, String uuid) {
    DmRequest request = of(name, 0);
    request.putText(UUID, uuid);
    return request;
  }

  /** One that loads a table. */
  public static DmRequest loading(String name, List<DmTarget> table) {
    int room = 0;
    for (DmTarget target : table) {
      room += targetBytes(target);
    }
    DmRequest request = of(name, room);
    request.bytes.putInt(TARGET_COUNT, table.size());
    int at = DATA;
    for (DmTarget target : table) {
      ByteBuffer line = request.bytes;
      line.putLong(at, target.startSector()).putLong(at + 8, target.sectors());
      line.putInt(at + 20, targetBytes(target));
      line.put(at + TARGET_TYPE, target.type().getBytes(StandardCharsets.US_ASCII));
      line.put(at + TARGET_BYTES, target.text().getBytes(StandardCharsets.UTF_8));
      at += targetBytes(target);
    }
    return request;
  }

  private static int targetBytes(DmTarget target) {
    int text = target.text().getBytes(StandardCharsets.UTF_8).length + 1;
    return Math.ceilDiv(TARGET_BYTES + text, ALIGNMENT) * ALIGNMENT;
  }

  /** One that gives the device's first target a message. */
  public static DmRequest message(String name, String message, int roomBytes) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    DmRequest request = of(name, Math.max(roomBytes, Long.BYTES + text.length + 1));
    request.bytes.put(DATA + Long.BYTES, text); // after the sector, which is 0
    return request;
  }

  private void putText(int at, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > MAX_NAME_BYTES || text.indexOf(0) >= 0) {
      throw new IllegalArgumentException(
          text + ": the device mapper takes names of up to " + MAX_NAME_BYTES + " bytes");
    }
    bytes.put(at, utf8);
  }

  /** The same with a flag. */
  public DmRequest with(DmFlag flag) {
    bytes.putInt(FLAGS, bytes.getInt(FLAGS) | flag.mask());
    return this;
  }

  /** The memory, for the kernel. */
  public ByteBuffer memory() {
    return bytes;
  }

  /** Whether an answer has a flag. */
  public boolean has(DmFlag flag) {
    return (bytes.getInt(FLAGS) & flag.mask()) != 0;
  }

  /** How many users an answer tells of. */
  public int openCount() {
    return bytes.getInt(OPEN_COUNT);
  }

  /** The device's major number. */
  public long major() {
    return bytes.getLong(DEVICE) >>> 8 & 0xfff;
  }

  /** The device's minor number. */
  public long minor() {
    long device = bytes.getLong(DEVICE);
    return (device & 0xff) | (device >>> 12 & 0xfff00);
  }

  /** The device's uuid. */
  public String uuid() {
    return text(UUID, UUID + MAX_NAME_BYTES + 1);
  }

  /** The text that a message was answered with. */
  public String answer() {
    return text(bytes.getInt(DATA_START), bytes.capacity());
  }

  private String text(int from, int to) {
    int end = from;
    while (end < to && bytes.get(end) != 0) {
      end++;
    }
    byte[] utf8 = new byte[end - from];
    bytes.get(from, utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** The targets of an answer. */
  public List<DmTarget> targets() {
    List<DmTarget> targets = new ArrayList<>();
    int start = bytes.getInt(DATA_START);
    int at = start;
    for (int i = bytes.getInt(TARGET_COUNT); i > 0; i--) {
      targets.add(
          new DmTarget(
              bytes.getLong(at),
              bytes.getLong(at + 8),
              text(at + TARGET_TYPE, at + TARGET_TYPE + TYPE_BYTES),
              text(at + TARGET_BYTES, bytes.capacity())));
      at = start + bytes.getInt(at + 20);
    }
    return targets;
  }

  /** The names in a list of devices: struct dm_name_list. */
  public List<String> deviceNames() {
    return names(Long.BYTES, Long.BYTES + Integer.BYTES);
  }

  /** The names in a list of kinds of targets: struct dm_target_versions. */
  public List<String> targetTypes() {
    return names(0, 4 * Integer.BYTES);
  }

  /**
   * The names of entries.
   *
   * @param next where in an entry the distance to the next one stands, 0 in the last
   * @param name where the name begins
   */
  private List<String> names(int next, int name) {
    List<String> names = new ArrayList<>();
    int at = bytes.getInt(DATA_START);
    int distance = 1;
    while (distance != 0 && at + name < bytes.getInt(SIZE)) {
      String found = text(at + name, bytes.capacity());
      if (!found.isEmpty()) {
        names.add(found);
      }
      distance = bytes.getInt(at + next);
      at += distance;
    }
    return names;
  }
}
