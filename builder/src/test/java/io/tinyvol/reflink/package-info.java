/** Tests of disks that are files, on file systems of their own. */
@NullMarked
package io.tinyvol.reflink;

import org.jspecify.annotations.NullMarked;
