/** Where content is cut into chunks: pure, it reads nothing. */
@NullMarked
package io.tinyvol.builder.cut;

import org.jspecify.annotations.NullMarked;
