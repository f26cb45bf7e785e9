/** The content-addressed chunk store. */
@NullMarked
package io.tinyvol.cas;

import org.jspecify.annotations.NullMarked;
