/** Who holds what: exclusive and shared bytes, and the verification of everything that is held. */
@NullMarked
package io.tinyvol.volume.sharing;

import org.jspecify.annotations.NullMarked;
