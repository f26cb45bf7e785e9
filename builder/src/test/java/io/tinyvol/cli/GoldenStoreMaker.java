package io.tinyvol.cli;

import io.tinyvol.blockdev.disk.DiskSource;
import io.tinyvol.blockdev.target.format.TargetRecord;
import io.tinyvol.blockdev.target.format.TargetRecordFormat;
import io.tinyvol.blockdev.thin.format.Ledger;
import io.tinyvol.blockdev.thin.format.LedgerFormat;
import io.tinyvol.blockdev.thin.format.PoolConfig;
import io.tinyvol.blockdev.thin.format.PoolPlace;
import io.tinyvol.blockdev.thin.format.Role;
import io.tinyvol.blockdev.thin.format.ThinRecord;
import io.tinyvol.posix.DurableFiles;
import io.tinyvol.testing.Mke2fs;
import io.tinyvol.testing.Trees;
import io.tinyvol.volume.VolumeHead;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.catalog.VolumeHold;
import io.tinyvol.volume.device.BlockDevice;
import io.tinyvol.volume.format.RemovalFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes a small store that has one of each: what a release writes, for later ones to read. */
final class GoldenStoreMaker {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  /** Files that were changed lately are not remembered. */
  private static final int UNTIL_FILES_ARE_OLD_MILLIS = 2100;

  private final Path folder;
  private final Path store;
  private final TestCommand tinyvol;
  private final Random random = new Random(1);

  /** Works in an empty folder, where the store gets the name {@code store}. */
  GoldenStoreMaker(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
    this.tinyvol = new TestCommand(store);
  }

  /** Makes it, with these options of {@code init}. */
  Path make(List<String> init) throws Exception {
    tinyvol.run(Stream.concat(Stream.of("init"), init.stream()).toArray()).ok();
    Path tree = makeTree();
    Path image = Mke2fs.make(folder.resolve("image"), tree, "1M", "-t ext4 -O ^has_journal");
    Thread.sleep(UNTIL_FILES_ARE_OLD_MILLIS);
    tinyvol.run("build", "image", "--from-image", image).ok();
    tinyvol.run("build", "empty", "--from-image", sparse("empty", MIB)).ok();
    tinyvol.run("build", "large", "--from-image", sparse("large", 5L << 30, 7, 5L << 29)).ok();
    build(tree, "--label", "os=before");
    write(tree.resolve("etc/added"), Trees.text(random, 3000));
    build(tree, "--label", "os=test", "--label", "note=Größe", "--replace");
    tinyvol.run("clone", "folder", "clone").ok();
    tinyvol.run("label", "clone", "role=web").ok();
    tinyvol.run("snapshot", "folder", "--note", "as it was installed").ok();
    writeToVolumes();
    leaveUnfinished(image);
    forgetWhereItWasMade();
    return store;
  }

  private void build(Path tree, String... options) {
    Stream<String> line =
        Stream.of("build", "folder", "--from-dir", tree.toString(), "--size", "2M");
    tinyvol.run(Stream.concat(line, Stream.of(options)).toArray()).ok();
  }

  private Path makeTree() throws IOException {
    Path tree = folder.resolve("tree");
    write(tree.resolve("etc/short"), "short".getBytes(StandardCharsets.US_ASCII));
    write(tree.resolve("etc/empty"), new byte[0]);
    write(tree.resolve("usr/text"), Trees.text(random, 90 * KIB + 5));
    write(tree.resolve("usr/noise"), Trees.noise(random, 9 * KIB + 3));
    Files.createSymbolicLink(tree.resolve("lib"), Path.of("usr/lib"));
    return tree;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Path sparse(String name, long sizeBytes, long... offsets) throws IOException {
    Path image = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(sizeBytes);
      for (long offset : offsets) {
        file.seek(offset);
        file.write(Trees.noise(random, 5 * KIB));
      }
    }
    return image;
  }

  /** Layers under a manifest: of a revision, frozen ones that are shared, and one on top. */
  private void writeToVolumes() throws IOException {
    tinyvol.run("clone", "image", "written").ok();
    change("written", 100 * KIB, false);
    tinyvol.run("snapshot", "written", "--note", "first").ok();
    change("written", 200 * KIB, false);
    tinyvol.run("clone", "written", "clone-of-written").ok();
    change("written", 204 * KIB, true);
    tinyvol.run("clone", "image", "committed").ok();
    change("committed", 300 * KIB, true);
    tinyvol.run("commit", "committed", "--note", "into chunks").ok();
  }

  private void change(String volume, long offsetBytes, boolean zeros) throws IOException {
    try (VolumeStore opened = VolumeStore.open(store, "test");
        VolumeHold hold = opened.catalog().take(volume, "test", true);
        BlockDevice device = opened.devices().open(hold)) {
      byte[] bytes = Trees.text(random, 6 * KIB);
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      device.write(offsetBytes, direct);
      if (zeros) {
        device.zero(offsetBytes + 64 * KIB, 32 * KIB, false);
      }
      device.flush();
    }
  }

  /** A removal, and the writing of a device, that somebody was in the middle of; and a pool. */
  private void leaveUnfinished(Path image) throws IOException {
    tinyvol.run("clone", "image", "going-1").ok();
    tinyvol.run("clone", "image", "going-2").ok();
    VolumeHead head;
    try (VolumeStore opened = VolumeStore.open(store, "test")) {
      head = opened.catalog().get("image");
    }
    TargetRecord record =
        new TargetRecord(head.uuid(), head.root(), 259, 3, Files.size(image), 512 * KIB);
    put(store.resolve("targets/259-3"), TargetRecordFormat.encode(record));
    put(store.resolve("pools/pool/ledger"), LedgerFormat.encode(ledger(head)));
    TreeSet<String> going = new TreeSet<>(List.of("going-1", "going-2"));
    put(store.resolve("volumes/.removing"), RemovalFormat.encode(going));
  }

  private static void put(Path file, ByteBuffer bytes) throws IOException {
    Files.createDirectories(file.getParent());
    DurableFiles.write(file, bytes);
  }

  private static Ledger ledger(VolumeHead head) {
    Instant made = Instant.ofEpochSecond(1_700_000_000, 5);
    PoolPlace data = new PoolPlace(PoolPlace.Kind.FILE, "/srv/pool/data", 64 * MIB);
    PoolPlace metadata = new PoolPlace(PoolPlace.Kind.FILE, "/srv/pool/metadata", 4 * MIB);
    PoolConfig config =
        new PoolConfig(
            UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
            made,
            data,
            metadata,
            64 * KIB,
            PoolConfig.WhenFull.ERROR,
            6 * MIB,
            1000);
    DiskSource source = new DiskSource(head.uuid(), head.root(), head.revision());
    ThinRecord image =
        new ThinRecord(
            0, 1, MIB, MIB, ThinRecord.State.READY, new Role.Image(), "vm-1", source, made);
    ThinRecord disk =
        new ThinRecord(
            1, 2, MIB, MIB, ThinRecord.State.READY, new Role.Disk(0, 1), "vm-1", source, made);
    return Ledger.first(config).withThins(List.of(image, disk));
  }

  /** RocksDB logs paths and more, and is as well without; the reserve has no content. */
  private void forgetWhereItWasMade() throws IOException {
    Files.deleteIfExists(store.resolve("reserve"));
    Files.writeString(store.resolve("lock"), "pid 1 (tinyvol commit)\n");
    try (Stream<Path> files = Files.list(store.resolve("chunks"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("LOG") || name.startsWith("OPTIONS")) {
          Files.delete(file);
        }
      }
    }
  }
}
