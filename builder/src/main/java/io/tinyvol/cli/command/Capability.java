package io.tinyvol.cli.command;

import io.tinyvol.blockdev.disk.CapturesDisks;
import io.tinyvol.blockdev.disk.CommitsDisks;
import io.tinyvol.blockdev.disk.CopiesDisks;
import io.tinyvol.blockdev.disk.Disks;
import io.tinyvol.blockdev.disk.KeepsRevisions;
import io.tinyvol.blockdev.disk.ResizesDisks;
import io.tinyvol.blockdev.disk.TrimsDisks;

/**
 * What not every place of disks can do.
 *
 * @param type the interface of those that can
 * @param lack what those cannot that lack it
 */
record Capability<T extends Disks>(Class<T> type, String lack) {
  static final Capability<CommitsDisks> COMMITS =
      new Capability<>(CommitsDisks.class, "keeps no clean and dirty disks");
  static final Capability<CopiesDisks> COPIES =
      new Capability<>(CopiesDisks.class, "cannot clone disks");
  static final Capability<KeepsRevisions> REVISIONS =
      new Capability<>(KeepsRevisions.class, "keeps no revisions of disks");
  static final Capability<ResizesDisks> RESIZES =
      new Capability<>(ResizesDisks.class, "cannot give disks another size");
  static final Capability<TrimsDisks> TRIMS =
      new Capability<>(TrimsDisks.class, "takes back only what guests discard (fstrim)");
  static final Capability<CapturesDisks> CAPTURES =
      new Capability<>(CapturesDisks.class, "cannot tell what was changed in disks");
}
