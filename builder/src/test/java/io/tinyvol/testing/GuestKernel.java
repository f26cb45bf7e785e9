package io.tinyvol.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Debian's kernel for machines in a cloud, unpacked from its package or installed: in the folder
 * that the property {@code io.tinyvol.kernel} names, in {@code target/kernel} where {@code
 * bin/test} puts it, or the host's.
 */
public final class GuestKernel {
  private static final String CLOUD = "-cloud-amd64";

  /** What a disk needs, each after what it needs itself. A kernel may have some of it built in. */
  private static final List<String> MODULES =
      List.of(
          "virtio_ring",
          "virtio",
          "virtio_pci_modern_dev",
          "virtio_pci_legacy_dev",
          "virtio_pci",
          "virtio_blk",
          "crc16",
          "crc32c_generic",
          "mbcache",
          "jbd2",
          "ext4");

  /** Mounts the disk, and goes on with what is there. */
  private static final String INIT =
      """
      #!/bin/busybox sh
      for module in /modules/*; do
        /bin/busybox insmod $module
      done
      /bin/busybox mount -t devtmpfs dev /dev
      for i in $(/bin/busybox seq 3000); do
        [ -b /dev/vda ] && break
        /bin/busybox usleep 10000
      done
      /bin/busybox mount -t ext4 /dev/vda /root
      /bin/busybox mount --move /dev /root/dev
      exec /bin/busybox switch_root /root /sbin/init
      """;

  private final Path image;
  private final Path modules;

  private GuestKernel(Path image, Path modules) {
    this.image = image;
    this.modules = modules;
  }

  /**
   * The newest that there is.
   *
   * @throws AssertionError if there is none
   */
  public static GuestKernel find() throws IOException {
    String folder = System.getProperty("io.tinyvol.kernel", "../target/kernel");
    for (Path root : List.of(Path.of(folder), Path.of("/"))) {
      Path boot = root.resolve("boot");
      if (!Files.isDirectory(boot)) {
        continue;
      }
      try (Stream<Path> files = Files.list(boot)) {
        Optional<Path> newest =
            files
                .filter(file -> file.getFileName().toString().matches("vmlinuz-.*" + CLOUD))
                .max(Comparator.naturalOrder());
        if (newest.isPresent()) {
          String release = newest.get().getFileName().toString().replaceFirst("vmlinuz-", "");
          return new GuestKernel(newest.get(), root.resolve("lib/modules").resolve(release));
        }
      }
    }
    throw new AssertionError(
        "there is no kernel for guests in "
            + folder
            + "; it is in the Debian package that"
            + " linux-image-cloud-amd64 depends on, and bin/test unpacks it");
  }

  /** The kernel's file. */
  public Path image() {
    return image;
  }

  /** Makes a first root that mounts {@code /dev/vda}, an ext4 file system, and runs its init. */
  public Path makeInitramfs(Path folder) throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("initramfs"));
    for (String name : List.of("bin", "modules", "root", "dev")) {
      Files.createDirectory(root.resolve(name));
    }
    Files.copy(Commands.find("busybox"), root.resolve("bin/busybox"));
    for (int i = 0; i < MODULES.size(); i++) {
      Optional<Path> module = module(MODULES.get(i));
      if (module.isPresent()) {
        Files.copy(module.get(), root.resolve("modules/%02d.ko".formatted(i)));
      }
    }
    Path init = Files.writeString(root.resolve("init"), INIT);
    if (!init.toFile().setExecutable(true)) {
      throw new IOException(init + ": cannot be made executable");
    }
    Path archive = folder.resolve("initramfs.cpio");
    Commands.run(
        "bsdtar", "-c", "--format=newc", "-f", archive.toString(), "-C", root.toString(), ".");
    return archive;
  }

  private Optional<Path> module(String name) throws IOException {
    try (Stream<Path> files = Files.walk(modules.resolve("kernel"))) {
      return files.filter(file -> file.endsWith(name + ".ko")).findAny();
    }
  }
}
