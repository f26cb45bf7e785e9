package io.tinyvol.posix;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A device by which a driver of the kernel is told what to do (ioctl(2)). Thread-safe. */
public final class ControlDevice implements Closeable {
  private final Descriptor descriptor;

  private ControlDevice(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens one.
   *
   * @throws java.nio.file.NoSuchFileException if there is none at that path
   */
  public static ControlDevice open(Path path) throws IOException {
    return new ControlDevice(Descriptor.open(path, OpenFlags.RDWR));
  }

  /**
   * Tells the driver something, and takes its answer.
   *
   * @param request which thing
   * @param argument a direct buffer, which the kernel reads and writes from its beginning on
   * @throws ErrnoException if the driver refuses
   */
  public void control(long request, ByteBuffer argument) throws IOException {
    FileCalls.control(descriptor, request, argument);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
