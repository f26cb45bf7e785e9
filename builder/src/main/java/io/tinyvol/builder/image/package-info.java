/** Volumes out of disk images. */
@NullMarked
package io.tinyvol.builder.image;

import org.jspecify.annotations.NullMarked;
