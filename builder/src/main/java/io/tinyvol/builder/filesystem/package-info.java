/** Volumes out of trees: their file system is laid out when all content is in the store. */
@NullMarked
package io.tinyvol.builder.filesystem;

import org.jspecify.annotations.NullMarked;
