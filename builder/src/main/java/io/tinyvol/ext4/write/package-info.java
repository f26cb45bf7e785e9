/** Writes ext4 file systems of trees: metadata blocks, and which chunks lie where. */
@NullMarked
package io.tinyvol.ext4.write;

import org.jspecify.annotations.NullMarked;
