/** Volumes that are served, under real kernels and real crashes. */
@NullMarked
package io.tinyvol.serve;

import org.jspecify.annotations.NullMarked;
