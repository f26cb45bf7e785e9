package io.tinyvol.pool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool's disks hold. Never changes.
 *
 * @param disks by their names
 */
record DisksState(SortedMap<String, Disk> disks) {
  static final DisksState EMPTY = new DisksState(new TreeMap<>());

  /** A disk: what it has, and what it had, the oldest first. */
  static final class Disk {
    private final byte[] content;
    private final List<byte[]> revisions;

    Disk(byte[] content, List<byte[]> revisions) {
      this.content = content;
      this.revisions = List.copyOf(revisions);
    }

    byte[] content() {
      return content;
    }

    List<byte[]> revisions() {
      return revisions;
    }

    boolean isLike(Disk other) {
      return Arrays.equals(content, other.content) && revisions.size() == other.revisions.size();
    }

    Disk with(byte[] next) {
      return new Disk(next, revisions);
    }

    /** What it has is kept, too. */
    Disk kept() {
      List<byte[]> more = new ArrayList<>(revisions);
      more.add(content);
      return new Disk(content, more);
    }

    Disk pruned(int kept) {
      int size = revisions.size();
      return new Disk(content, revisions.subList(Math.max(0, size - kept), size));
    }
  }

  Disk get(String name) {
    Disk found = disks.get(name);
    if (found == null) {
      throw new AssertionError("no disk " + name);
    }
    return found;
  }

  DisksState with(String name, Disk disk) {
    SortedMap<String, Disk> changed = new TreeMap<>(disks);
    changed.put(name, disk);
    return new DisksState(changed);
  }

  DisksState without(String name) {
    SortedMap<String, Disk> changed = new TreeMap<>(disks);
    changed.remove(name);
    return new DisksState(changed);
  }

  /** Whether both have the same disks, with as many revisions. */
  boolean isLike(DisksState other) {
    return disks.keySet().equals(other.disks.keySet())
        && disks.keySet().stream().allMatch(name -> get(name).isLike(other.get(name)));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    disks.forEach(
        (name, disk) ->
            text.append(
                " %s (%d bytes, %08x, %d revisions)"
                    .formatted(
                        name,
                        disk.content().length,
                        Arrays.hashCode(disk.content()),
                        disk.revisions().size())));
    return text.toString();
  }
}
