/** Volumes out of folders, by way of {@code mke2fs -d} and a temporary sparse image. */
@NullMarked
package io.tinyvol.builder.dir;

import org.jspecify.annotations.NullMarked;
