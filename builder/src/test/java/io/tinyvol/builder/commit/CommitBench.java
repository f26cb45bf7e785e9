package io.tinyvol.builder.commit;

import io.tinyvol.blockdev.VolumeExport;
import io.tinyvol.builder.BuildRequest;
import io.tinyvol.builder.BuildResult;
import io.tinyvol.builder.VolumeBuilder;
import io.tinyvol.builder.cache.FileCache;
import io.tinyvol.builder.diff.ByteRanges;
import io.tinyvol.builder.folder.FolderOptions;
import io.tinyvol.builder.folder.FolderTree;
import io.tinyvol.cas.ContentReader;
import io.tinyvol.cas.Digest;
import io.tinyvol.cas.IngestSession;
import io.tinyvol.cas.store.StoreConfig;
import io.tinyvol.ext4.layout.FilesystemOptions;
import io.tinyvol.posix.Descriptor;
import io.tinyvol.posix.FilePlace;
import io.tinyvol.posix.PosixFile;
import io.tinyvol.posix.SparseSource;
import io.tinyvol.testing.Commands;
import io.tinyvol.volume.Progress;
import io.tinyvol.volume.VolumeGeometry;
import io.tinyvol.volume.VolumeStore;
import io.tinyvol.volume.device.VolumeView;
import io.tinyvol.volume.manifest.ManifestReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A store, images that change, and what is committed of them. */
final class CommitBench implements AutoCloseable {
  private static final int UNIT = 4096;

  private final Path folder;
  private final VolumeStore store;
  private final AtomicLong bytesRead = new AtomicLong();
  private long newBytes;

  CommitBench(Path folder) throws IOException {
    this.folder = folder;
    VolumeStore.create(folder.resolve("store"), StoreConfig.withDefaults(), "test").close();
    this.store = VolumeStore.open(folder.resolve("store"), "test");
  }

  private static BuildRequest request(String name) {
    return new BuildRequest(name, true, new TreeMap<>(), Optional.empty());
  }

  private VolumeBuilder builder() {
    return new VolumeBuilder(store, InstantSource.system(), Progress.NONE);
  }

  /** The root of the volume that an image becomes. */
  Digest ingest(Path image) throws IOException {
    return builder()
        .fromImage(request("image"), FilePlace.of(image), OptionalLong.empty())
        .head()
        .root();
  }

  /** The plain bytes that a build from a folder adds to the store. */
  long newBytesOf(Path tree) throws IOException {
    FolderTree source = new FolderTree(FilePlace.of(tree), FolderOptions.ALL, FileCache.NONE);
    BuildResult built = builder().fromTree(request("tree"), source, FilesystemOptions.defaults());
    return built.stats().newBytes();
  }

  /** Makes an image other by a script that runs in it while it is mounted. */
  static void change(Path image, Path mount, String script)
      throws IOException, InterruptedException {
    Files.createDirectories(mount);
    // The mount ends with its namespace, whatever fails.
    String all = "mount -o loop \"$0\" \"$1\"; cd \"$1\"\n" + script + "\ncd /; umount \"$1\"";
    Commands.need("unshare", "mount", "bash");
    Commands.run("unshare", "-m", "bash", "-ec", all, image.toString(), mount.toString());
  }

  /** Where two files of a size differ, in units of 4 KiB. */
  static ByteRanges changed(Path a, Path b) throws IOException {
    ByteRanges ranges = new ByteRanges();
    try (FileChannel left = FileChannel.open(a);
        FileChannel right = FileChannel.open(b)) {
      long size = right.size();
      ByteBuffer one = ByteBuffer.allocate(1 << 20);
      ByteBuffer two = ByteBuffer.allocate(1 << 20);
      for (long at = 0; at < size; at += one.capacity()) {
        fill(left, at, one);
        fill(right, at, two);
        for (int i = 0; i < two.capacity() && at + i < size; i += UNIT) {
          int length = (int) Math.min(UNIT, size - at - i);
          if (!one.slice(i, length).equals(two.slice(i, length))) {
            ranges.range(at + i, length);
          }
        }
      }
    }
    return ranges;
  }

  /** Fills a buffer, with zeros after the file's end. */
  private static void fill(FileChannel file, long at, ByteBuffer into) throws IOException {
    into.clear();
    int count;
    do {
      count = file.read(into, at + into.position());
    } while (into.hasRemaining() && count > 0);
    into.put(new byte[into.remaining()]).clear();
  }

  static void write(Path image, long offsetBytes, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offsetBytes);
      file.write(bytes);
    }
  }

  CommitResult commit(Digest base, Path image, ByteRanges changed, boolean dropFree)
      throws IOException {
    bytesRead.set(0);
    CommitOptions options = new CommitOptions(store.config().maxChunkBytes(), dropFree);
    try (IngestSession session = store.writableContent().newSession("a test")) {
      CommitResult result =
          DeltaCommit.commit(
              store.content(),
              session,
              base,
              () -> new HolelessView(PosixFile.open(image), bytesRead),
              changed,
              options,
              Progress.NONE);
      session.commit();
      newBytes = session.stats().newBytes();
      return result;
    }
  }

  /** The bytes that the last commit read of its views. */
  long bytesRead() {
    return bytesRead.get();
  }

  /** The plain bytes that the last commit added to the store. */
  long newBytes() {
    return newBytes;
  }

  VolumeGeometry geometry(Digest root) throws IOException {
    try (ContentReader reader = store.content().newReader()) {
      return new ManifestReader(reader, root).geometry();
    }
  }

  long mappedBytes(Digest root) throws IOException {
    try (ContentReader reader = store.content().newReader()) {
      return new ManifestReader(reader, root).root().mappedBytes();
    }
  }

  /** Exports a volume. */
  Path export(Digest root) throws IOException {
    Path file = folder.resolve("exported");
    Files.deleteIfExists(file);
    Files.createFile(file);
    try (Descriptor opened = Descriptor.openReadWrite(file);
        VolumeView view = store.devices().view(root, List.of())) {
      long written = new VolumeExport(store.content(), Progress.NONE).toFile(view, opened, false);
      if (written < 0) {
        throw new AssertionError(written);
      }
    }
    return file;
  }

  void assertSame(Digest root, Path image) throws IOException, InterruptedException {
    Commands.run("cmp", export(root).toString(), image.toString());
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  /** Knows of no holes, so that whatever is looked at has to be read; counts that. */
  private record HolelessView(SparseSource source, AtomicLong bytesRead) implements SparseSource {
    @Override
    public long sizeBytes() {
      return source.sizeBytes();
    }

    @Override
    public void readFully(long offsetBytes, ByteBuffer dst) throws IOException {
      bytesRead.addAndGet(dst.remaining());
      source.readFully(offsetBytes, dst);
    }

    @Override
    public long nextData(long offsetBytes) {
      return Math.min(offsetBytes, sizeBytes());
    }

    @Override
    public long nextHole(long offsetBytes) {
      return sizeBytes();
    }

    @Override
    public void close() throws IOException {
      source.close();
    }
  }
}
