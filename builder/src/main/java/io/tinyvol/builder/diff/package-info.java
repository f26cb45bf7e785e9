/** Which files differ between two volumes. */
@NullMarked
package io.tinyvol.builder.diff;

import org.jspecify.annotations.NullMarked;
