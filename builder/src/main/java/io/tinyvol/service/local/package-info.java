/** A store that this process owns. */
@NullMarked
package io.tinyvol.service.local;

import org.jspecify.annotations.NullMarked;
