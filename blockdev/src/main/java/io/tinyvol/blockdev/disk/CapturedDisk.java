package io.tinyvol.blockdev.disk;

import io.tinyvol.blockdev.ByteRange;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a disk had at one time, until it is closed. */
public interface CapturedDisk extends Closeable {
  /** Where it is read: a block device, or a regular file. */
  Path path();

  /** What the disk was made of, or captured as last. */
  DiskSource source();

  /** Where it may differ from that: ranges that ascend and do not touch. */
  List<ByteRange> changed();

  /**
   * It is the content of a revision by now: the disk is taken for made of that from now on, and
   * what is captured next is held against it. Nothing reads from {@link #path} any more.
   */
  void complete(DiskSource revision) throws IOException;
}
