/** Pure layouts of what is kept beside disks that are files: bytes to records and back, no I/O. */
@NullMarked
package io.tinyvol.blockdev.reflink.format;

import org.jspecify.annotations.NullMarked;
