/** What tests share. */
@NullMarked
package io.tinyvol.testing;

import org.jspecify.annotations.NullMarked;
