/** Finds the content that nothing refers to any more, and gives its space back. */
@NullMarked
package io.tinyvol.volume.gc;

import org.jspecify.annotations.NullMarked;
