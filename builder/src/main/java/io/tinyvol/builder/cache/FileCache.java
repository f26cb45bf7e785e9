package io.tinyvol.builder.cache;

import io.tinyvol.posix.FileStatus;
import io.tinyvol.tree.FileContent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The content of files as the last build of their folder found it. A file is taken for unchanged
 * when its device, inode, size, and times of modification and change are; that is what borg and
 * restic go by as well. Not thread-safe.
 */
public interface FileCache {
  /** Nothing is known, and nothing is kept. */
  FileCache NONE =
      new FileCache() {
        @Override
        public @Nullable FileContent find(FileStatus file) {
          return null;
        }

        @Override
        public void add(FileStatus file, FileContent content) {}

        @Override
        public void save() {}
      };

  /**
   * A file's content, if it is known and the file did not change since. Whether the store still has
   * the chunks is not known here.
   */
  @Nullable FileContent find(FileStatus file);

  /** Remembers what a file's content is, for the next build. */
  void add(FileStatus file, FileContent content);

  /**
   * Keeps what was added, in place of what was there; durable on return. To be called when the
   * chunks are durable.
   */
  void save() throws IOException;
}
