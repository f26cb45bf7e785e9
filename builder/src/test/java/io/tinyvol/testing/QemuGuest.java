package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Boots a machine that QEMU makes up, without the host's help for such. */
public final class QemuGuest {
  private QemuGuest() {}

  /**
   * Boots a guest from a network block device, and waits until it has powered itself off.
   *
   * @param scratch a folder for its files
   * @param socket the server's
   * @param export is the guest's disk
   * @param timeout after which it is killed
   * @return what it wrote to its console
   */
  public static String run(
      GuestKernel kernel, Path scratch, Path socket, String export, Duration timeout)
      throws IOException, InterruptedException {
    Commands.need("qemu-system-x86_64");
    Path initramfs = kernel.makeInitramfs(scratch);
    Path output = scratch.resolve("console");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "qemu-system-x86_64",
                "-accel",
                "tcg",
                "-m",
                "512",
                "-smp",
                "1",
                "-nodefaults",
                "-no-reboot",
                "-display",
                "none",
                "-serial",
                "stdio",
                "-kernel",
                kernel.image().toString(),
                "-initrd",
                initramfs.toString(),
                "-append",
                "console=ttyS0 quiet panic=-1",
                "-drive",
                "if=virtio,format=raw,discard=unmap,detect-zeroes=unmap,file=nbd:unix:%s:exportname=%s"
                    .formatted(socket, export)));
    Process guest = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      guest.getOutputStream().close();
      if (!guest.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            "the guest still runs after " + timeout + ":\n" + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      guest.destroyForcibly().onExit().join();
    }
  }
}
