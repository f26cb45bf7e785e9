package io.tinyvol.blockdev.dm;

import io.tinyvol.posix.DeviceNumber;

/**
 * What the device mapper knows of a device.
 *
 * @param name its name
 * @param uuid what its maker called it, which no other device has
 * @param number the kernel's number, until it is removed
 * @param openCount how many use it: mounts, other devices, programs
 * @param isSuspended whether requests to it wait
 * @param isActive whether it has a table
 */
public record DmDevice(
    String name,
    String uuid,
    DeviceNumber number,
    int openCount,
    boolean isSuspended,
    boolean isActive) {}
