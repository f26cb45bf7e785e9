/** Disks that are files of one folder, on a file system where files share blocks. */
@NullMarked
package io.tinyvol.blockdev.reflink;

import org.jspecify.annotations.NullMarked;
