/**
 * The on-disk layouts of ext2, ext3 and ext4: which field lies where. Everything here looks at
 * bytes it is given; nothing reads, and nothing judges what a field says.
 *
 * <p>The offsets are those of the Linux kernel's Documentation/filesystems/ext4.
 */
@NullMarked
package io.tinyvol.ext4.format;

import org.jspecify.annotations.NullMarked;
