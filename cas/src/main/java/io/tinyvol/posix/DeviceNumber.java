package io.tinyvol.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel calls a block device by, whatever paths lead to it. A number may be another
 * device's later.
 *
 * @param major which driver's
 * @param minor which one of the driver's
 */
public record DeviceNumber(long major, long minor) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,10}):([0-9]{1,10})");

  /**
   * From the text MAJOR:MINOR.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static DeviceNumber parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a device's number: " + text);
    }
    return new DeviceNumber(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
  }

  /** Of what {@code status} is about, a device. */
  public static DeviceNumber of(FileStatus status) {
    return new DeviceNumber(status.major(), status.minor());
  }

  /** Of the file system that holds what {@code status} is about; some have one of no device. */
  public static DeviceNumber holding(FileStatus status) {
    return new DeviceNumber(status.device() >>> Integer.SIZE, status.device() & 0xFFFFFFFFL);
  }

  /** What the kernel tells of it, a folder (sysfs(5)). */
  public Path sysfs() {
    return Path.of("/sys/dev/block", toString());
  }

  /** Its usual path, for people; what stands behind may differ in another process's view. */
  public Path path() throws IOException {
    Path facts = sysfs().resolve("uevent");
    for (String line : Files.exists(facts) ? Files.readAllLines(facts) : List.<String>of()) {
      if (line.startsWith("DEVNAME=")) {
        return Path.of("/dev", line.substring("DEVNAME=".length()));
      }
    }
    return Path.of("/dev/block", toString());
  }

  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
