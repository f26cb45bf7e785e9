package io.tinyvol.blockdev.reflink.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What we know of a disk.
 *
 * @param traits what it is
 * @param sizeBytes how large it is for a guest
 * @param isResizing whether the guest's file may not have that size yet
 * @param nextNumber the number of the next image
 * @param cleanNumber the number of the image that guests start from
 * @param guest the file that a guest runs on, if one was made
 * @param images all images, by their numbers
 */
public record DiskRecord(
    DiskTraits traits,
    long sizeBytes,
    boolean isResizing,
    long nextNumber,
    long cleanNumber,
    Optional<GuestFile> guest,
    List<DiskImage> images) {
  /** Checks that the numbers are in order, and the clean image is there. */
  public DiskRecord {
    images = List.copyOf(images);
    long last = 0;
    for (DiskImage image : images) {
      if (image.number() <= last || image.number() >= nextNumber) {
        throw new IllegalArgumentException(
            "image " + image.number() + " after " + last + ", the next is " + nextNumber);
      }
      last = image.number();
    }
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("a disk of " + sizeBytes + " bytes");
    }
    long clean = cleanNumber;
    if (images.stream().noneMatch(image -> image.number() == clean)) {
      throw new IllegalArgumentException("there is no image " + clean);
    }
  }

  /** Of a new disk, whose only image this is. */
  public static DiskRecord of(DiskTraits traits, DiskImage image) {
    return new DiskRecord(
        traits,
        image.mark().sizeBytes(),
        false,
        image.number() + 1,
        image.number(),
        Optional.empty(),
        List.of(image));
  }

  /** The image of a number, if it is there. */
  public Optional<DiskImage> find(long number) {
    return images.stream().filter(image -> image.number() == number).findFirst();
  }

  /** The image that guests start from. */
  public DiskImage clean() {
    return find(cleanNumber).orElseThrow();
  }

  /** All images but the one that guests start from, the oldest first. */
  public List<DiskImage> revisions() {
    return images.stream().filter(image -> image.number() != cleanNumber).toList();
  }

  /** Whether the guest's file is not of the image that guests start from now. */
  public boolean isOutdated() {
    return guest.isPresent() && guest.get().startedFrom() != cleanNumber;
  }

  /** The same with one more image, which has the next number. */
  public DiskRecord with(DiskImage image) {
    List<DiskImage> more = Stream.concat(images.stream(), Stream.of(image)).toList();
    return new DiskRecord(
        traits, sizeBytes, isResizing, image.number() + 1, cleanNumber, guest, more);
  }

  /** The same when guests start from another image, of whose size they are then. */
  public DiskRecord startingFrom(long number) {
    long size = find(number).orElseThrow().mark().sizeBytes();
    return new DiskRecord(traits, size, isResizing, nextNumber, number, guest, images);
  }

  /** The same with a new file for a guest. */
  public DiskRecord withGuest(GuestFile file) {
    return new DiskRecord(
        traits, sizeBytes, isResizing, nextNumber, cleanNumber, Optional.of(file), images);
  }

  /** The same in another size, to which the guest's file is brought next, or has been brought. */
  public DiskRecord withSize(long bytes, boolean isUnderWay) {
    return new DiskRecord(traits, bytes, isUnderWay, nextNumber, cleanNumber, guest, images);
  }

  /** The same with only the newest revisions. */
  public DiskRecord keeping(int most) {
    List<DiskImage> revisions = revisions();
    List<DiskImage> gone = revisions.subList(0, Math.max(0, revisions.size() - most));
    List<DiskImage> kept = new ArrayList<>(images);
    kept.removeAll(gone);
    return new DiskRecord(traits, sizeBytes, isResizing, nextNumber, cleanNumber, guest, kept);
  }
}
