package io.tinyvol.blockdev.reflink;

import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.CopiesDisks;
import io.tinyvol.blockdev.disk.Disk;
import io.tinyvol.blockdev.disk.DiskRevision;
import io.tinyvol.blockdev.disk.DiskTakenException;
import io.tinyvol.blockdev.disk.MakesDisks;
import io.tinyvol.blockdev.disk.NewDisk;
import io.tinyvol.blockdev.disk.NoSuchDiskException;
import io.tinyvol.blockdev.disk.ResizesDisks;
import io.tinyvol.blockdev.disk.StagedDisk;
import io.tinyvol.blockdev.reflink.format.DiskRecord;
import io.tinyvol.cas.Digest;
import io.tinyvol.posix.OwnFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The disks in a folder of a file system whose files share blocks (btrfs, XFS). A disk's clean side
 * is an image, a file that nobody writes to; the file that its guest runs on starts as a clone of
 * that, which takes no space and no time. Images that were the clean side are its revisions.
 */
public final class ReflinkFolder implements MakesDisks, CopiesDisks, CommitsDisks, ResizesDisks {
  /** What btrfs and XFS share; neither has smaller blocks unless it is told to. */
  private static final int BLOCK_BYTES = 4096;

  private final DiskFolder folder;
  private final ReflinkOptions options;
  private final List<String> notes = new CopyOnWriteArrayList<>();

  private ReflinkFolder(DiskFolder folder, ReflinkOptions options) {
    this.folder = folder;
    this.options = options;
  }

  /**
   * Opens a folder. What runs that were killed have left in it is brought to an end, or removed.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such folder
   * @throws DiskTakenException if somebody changes its disks, for longer than the patience
   */
  public static ReflinkFolder open(Path path, ReflinkOptions options) throws IOException {
    ReflinkFolder opened = new ReflinkFolder(new DiskFolder(path.toRealPath()), options);
    if (opened.folder.isMade()) {
      try (FolderLock _ = opened.lock()) {
        opened.notes.addAll(new Sweep(opened.folder, options.steps()).run());
      }
    }
    return opened;
  }

  private FolderLock lock() throws IOException {
    return FolderLock.await(folder, options.patience());
  }

  private Optional<DiskRecord> settle(DiskFiles files) throws IOException {
    return new Settling(files, options.steps()).run().disk();
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private interface Action<T> {
    T run(DiskActions disk) throws IOException;
  }

  private interface Change {
    void run(DiskActions disk) throws IOException;
  }

  /** Whatever comes of the work, the disk's files are as its record says then. */
  private <T> T settled(DiskFiles files, Work<T> work) throws IOException {
    T result;
    try {
      result = work.run();
    } catch (IOException | RuntimeException e) {
      try {
        settle(files);
      } catch (IOException | RuntimeException next) {
        e.addSuppressed(next);
      }
      throw e;
    }
    settle(files);
    return result;
  }

  private <T> T on(String name, Action<T> action) throws IOException {
    DiskFiles files = folder.disk(name);
    if (!folder.isMade()) {
      throw noDisk(name);
    }
    try (FolderLock _ = lock()) {
      DiskRecord disk = settle(files).orElseThrow(() -> noDisk(name));
      DiskActions actions = new DiskActions(files, disk, options.steps());
      return settled(files, () -> action.run(actions));
    }
  }

  private void change(String name, Change change) throws IOException {
    on(
        name,
        disk -> {
          change.run(disk);
          return disk;
        });
  }

  private NoSuchDiskException noDisk(String name) {
    return new NoSuchDiskException(
        "no disk "
            + name
            + " in "
            + folder.path()
            + "; 'tinyvol disk ls reflink:"
            + folder.path()
            + "' lists those there are");
  }

  @Override
  public List<Disk> list() throws IOException {
    return new DiskListing(folder).disks();
  }

  @Override
  public Set<Digest> images() throws IOException {
    return new DiskListing(folder).exactImages().keySet();
  }

  @Override
  public int blockBytes() {
    return BLOCK_BYTES;
  }

  @Override
  public StagedDisk stage(NewDisk wanted) throws IOException {
    DiskFiles files = folder.disk(wanted.name());
    folder.make();
    try (FolderLock lock = lock()) {
      new DiskMaking(files, settle(files), options).checkFree();
      Path path = folder.newStaged(wanted.name());
      OwnFile file = OwnFile.create(path);
      StagedReflink staged = new StagedReflink(this, wanted, path, file);
      try {
        if (!file.tryLock()) {
          throw new DiskTakenException(path + ": somebody else has locked it");
        }
        fill(file, wanted, lock);
        return staged;
      } catch (IOException | RuntimeException e) {
        staged.close();
        throw e;
      }
    }
  }

  /** Whether blocks can be shared shows with the lock's file as well, which has none. */
  private void fill(OwnFile staged, NewDisk wanted, FolderLock lock) throws IOException {
    if (wanted.basis().isEmpty()) {
      Clones.fill(lock.file(), staged, folder.path(), options.isCopied());
    } else {
      Path image = new DiskListing(folder).exactImages().get(wanted.basis().get());
      if (image == null) {
        throw new NoSuchDiskException(folder.path() + ": no image of " + wanted.basis().get());
      }
      try (OwnFile source = OwnFile.openForReading(image)) {
        Clones.fill(source, staged, folder.path(), options.isCopied());
      }
    }
    staged.setLength(wanted.sizeBytes());
  }

  /** A file that is whole becomes a disk's clean image. */
  Path publish(NewDisk wanted, Path staged) throws IOException {
    DiskFiles files = folder.disk(wanted.name());
    try (FolderLock _ = lock()) {
      DiskMaking making = new DiskMaking(files, settle(files), options);
      making.checkFree();
      files.make();
      return settled(files, () -> making.publish(wanted, staged, notes::add));
    }
  }

  @Override
  public void copy(String from, String to) throws IOException {
    DiskFiles target = folder.disk(to);
    change(
        from,
        source -> {
          DiskMaking making = new DiskMaking(target, settle(target), options);
          settled(target, () -> making.copy(source.files(), source.disk()));
        });
  }

  @Override
  public Path activate(String name) throws IOException {
    change(name, disk -> disk.activate(notes::add));
    return folder.disk(name).guest();
  }

  @Override
  public void delete(String name) throws IOException {
    change(name, disk -> disk.delete());
  }

  @Override
  public Sides sides(String name) throws IOException {
    return on(name, DiskActions::sides);
  }

  @Override
  public long commit(String name) throws IOException {
    return on(name, DiskActions::commit);
  }

  @Override
  public void discard(String name) throws IOException {
    change(name, disk -> disk.discard());
  }

  @Override
  public long snapshot(String name) throws IOException {
    return on(name, DiskActions::snapshot);
  }

  @Override
  public List<DiskRevision> revisions(String name) throws IOException {
    return on(name, disk -> DiskListing.revisions(disk.files(), disk.disk()));
  }

  @Override
  public long revert(String name, long revision) throws IOException {
    return on(name, disk -> disk.revert(revision));
  }

  @Override
  public void prune(String name, int kept) throws IOException {
    change(name, disk -> disk.prune(kept));
  }

  @Override
  public void resize(String name, long sizeBytes) throws IOException {
    change(name, disk -> disk.resize(sizeBytes));
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Nothing is open between calls but what is staged. */
  @Override
  public void close() {}
}
