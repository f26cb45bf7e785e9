/** What is remembered of a folder, so that files that did not change need not be read again. */
@NullMarked
package io.tinyvol.builder.cache;

import org.jspecify.annotations.NullMarked;
