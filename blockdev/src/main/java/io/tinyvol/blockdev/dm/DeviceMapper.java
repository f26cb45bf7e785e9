package io.tinyvol.blockdev.dm;

import io.tinyvol.blockdev.dm.format.DmCommand;
import io.tinyvol.blockdev.dm.format.DmFlag;
import io.tinyvol.blockdev.dm.format.DmRequest;
import io.tinyvol.blockdev.dm.format.DmTarget;
import io.tinyvol.posix.ControlDevice;
import io.tinyvol.posix.DeviceNumber;
import io.tinyvol.posix.ErrnoException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's device mapper (Documentation/admin-guide/device-mapper), by its ioctls rather than
 * by {@code dmsetup}: between the suspension of a device and its resumption nothing else happens
 * then than the calls themselves. To start a program takes a thousand times as long, and may wait
 * for a file that lies on the very device which is suspended. An error comes as a number, not as a
 * text.
 *
 * <p>Wants CAP_SYS_ADMIN. Thread-safe. Nothing here is durable: all tables are the kernel's memory.
 */
public final class DeviceMapper implements Closeable {
  private static final Path CONTROL = Path.of("/dev/mapper/control");
  private static final int ANSWER_BYTES = 16 << 10;
  private static final int MOST_ANSWER_BYTES = 64 << 20;

  private final ControlDevice control;

  private DeviceMapper(ControlDevice control) {
    this.control = control;
  }

  /**
   * Opens it.
   *
   * @throws java.nio.file.NoSuchFileException if the kernel has none, or not yet
   * @throws java.nio.file.AccessDeniedException if it is not this user's to use
   */
  public static DeviceMapper open() throws IOException {
    return new DeviceMapper(ControlDevice.open(CONTROL));
  }

  /** The kinds of targets that there are now. */
  public List<String> targetTypes() throws IOException {
    return answered(DmCommand.LIST_VERSIONS, "", "list targets").targetTypes();
  }

  /** The names of all devices. */
  public List<String> names() throws IOException {
    return answered(DmCommand.LIST_DEVICES, "", "list devices").deviceNames();
  }

  /** What is known of a device; empty if there is none of that name. */
  public Optional<DmDevice> find(String name) throws IOException {
    DmRequest request = DmRequest.of(name, 0);
    try {
      control.control(DmCommand.STATUS.request(), request.memory());
    } catch (ErrnoException e) {
      if (e.errno() == ErrnoException.ENXIO) {
        return Optional.empty();
      }
      throw new DmException(name, e);
    }
    return Optional.of(
        new DmDevice(
            name,
            request.uuid(),
            new DeviceNumber(request.major(), request.minor()),
            request.openCount(),
            request.has(DmFlag.SUSPENDED),
            request.has(DmFlag.ACTIVE_PRESENT)));
  }

  /** Makes a device with a table, which takes requests on return. After a failure there is none. */
  public void create(String name, String uuid, List<DmTarget> table) throws IOException {
    call(DmCommand.CREATE, DmRequest.creating(name, uuid), "create " + name);
    try {
      load(name, table);
      resume(name);
    } catch (IOException e) {
      try {
        call(DmCommand.REMOVE, DmRequest.of(name, 0), "remove " + name);
      } catch (IOException remove) {
        e.addSuppressed(remove);
      }
      throw e;
    }
  }

  private void load(String name, List<DmTarget> table) throws IOException {
    call(DmCommand.TABLE_LOAD, DmRequest.loading(name, table), "load the table of " + name);
  }

  /**
   * Gives a device that takes requests another table. The kernel holds them only as long as it
   * takes to change the tables: it suspends and resumes in the one call. After a failure the device
   * has the table that it had, and takes requests.
   */
  public void replace(String name, List<DmTarget> table) throws IOException {
    DmRequest back = DmRequest.loading(name, table(name));
    load(name, table);
    try {
      resume(name);
    } catch (IOException e) {
      try { // refused on resumption, the new table is in place, and all requests wait
        call(DmCommand.TABLE_LOAD, back, "load the former table of " + name);
        resume(name);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Lets requests go on, with the table that was loaded last. */
  public void resume(String name) throws IOException {
    call(DmCommand.SUSPEND, DmRequest.of(name, 0), "resume " + name);
  }

  /**
   * Gives a device a message while another one, its file system included, is at rest. Everything is
   * made ready before, so that nothing lies between its suspension and its resumption but the calls
   * themselves.
   */
  public void messageWhileSuspended(String suspended, String name, String message)
      throws IOException {
    DmRequest request = DmRequest.message(name, message, ANSWER_BYTES);
    DmRequest suspend = DmRequest.of(suspended, 0).with(DmFlag.SUSPENDED);
    DmRequest resume = DmRequest.of(suspended, 0);
    call(DmCommand.SUSPEND, suspend, "suspend " + suspended);
    try {
      call(DmCommand.TARGET_MESSAGE, request, name + ": " + message);
    } finally {
      call(DmCommand.SUSPEND, resume, "resume " + suspended);
    }
  }

  /**
   * Removes a device.
   *
   * @param deferred whether one that is in use goes later, when it is not
   */
  public void remove(String name, boolean deferred) throws IOException {
    DmRequest request = DmRequest.of(name, 0);
    if (deferred) {
      request.with(DmFlag.DEFERRED_REMOVE);
    }
    call(DmCommand.REMOVE, request, "remove " + name);
  }

  /** Gives a device's first target a message, and gives its answer, empty where there is none. */
  public String message(String name, String message) throws IOException {
    DmRequest request = DmRequest.message(name, message, ANSWER_BYTES);
    call(DmCommand.TARGET_MESSAGE, request, name + ": " + message);
    return request.has(DmFlag.DATA_OUT) ? request.answer() : "";
  }

  /** What a device's targets say of themselves, when they have written down what they have. */
  public List<DmTarget> status(String name) throws IOException {
    return answered(DmCommand.TABLE_STATUS, name, "status of " + name).targets();
  }

  /** A device's table. */
  public List<DmTarget> table(String name) throws IOException {
    return answered(DmCommand.TABLE_STATUS, name, "table of " + name, DmFlag.TABLE).targets();
  }

  /** Asks with more room until the answer fits. */
  private DmRequest answered(DmCommand command, String name, String what, DmFlag... flags)
      throws IOException {
    int room = ANSWER_BYTES;
    while (true) {
      DmRequest request = DmRequest.of(name, room);
      for (DmFlag flag : flags) {
        request.with(flag);
      }
      call(command, request, what);
      if (!request.has(DmFlag.BUFFER_FULL)) {
        return request;
      }
      room *= 4;
      if (room > MOST_ANSWER_BYTES) {
        throw new IOException(what + ": the answer does not fit " + MOST_ANSWER_BYTES + " bytes");
      }
    }
  }

  private void call(DmCommand command, DmRequest request, String what) throws IOException {
    try {
      control.control(command.request(), request.memory());
    } catch (ErrnoException e) {
      throw new DmException("device mapper: " + what, e);
    }
  }

  @Override
  public void close() {
    control.close();
  }
}
