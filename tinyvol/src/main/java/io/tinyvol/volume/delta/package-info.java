/**
 * What was written to volumes since their content was last committed: layers of blocks over a
 * manifest, and the index that finds the newest of each.
 */
@NullMarked
package io.tinyvol.volume.delta;

import org.jspecify.annotations.NullMarked;
