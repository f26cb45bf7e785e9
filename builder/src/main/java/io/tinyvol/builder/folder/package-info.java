/** A folder becomes a tree, and the content of its files chunks in the store. */
@NullMarked
package io.tinyvol.builder.folder;

import org.jspecify.annotations.NullMarked;
