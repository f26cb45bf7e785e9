/** Who uses content now, so that the collection of what is unused takes nothing away from them. */
@NullMarked
package io.tinyvol.cas.lease;

import org.jspecify.annotations.NullMarked;
