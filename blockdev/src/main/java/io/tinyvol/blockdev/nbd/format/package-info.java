/**
 * How what is said between a network block device's client and server looks in bytes: encoding and
 * decoding without I/O. All numbers are big-endian. The source is the protocol document,
 * "doc/proto.md" of NetworkBlockDevice/nbd.
 */
@NullMarked
package io.tinyvol.blockdev.nbd.format;

import org.jspecify.annotations.NullMarked;
