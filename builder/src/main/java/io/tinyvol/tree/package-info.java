/**
 * A tree of files as every source gives it and every file system takes it: names, attributes, and
 * content by its digests.
 */
@NullMarked
package io.tinyvol.tree;

import org.jspecify.annotations.NullMarked;
