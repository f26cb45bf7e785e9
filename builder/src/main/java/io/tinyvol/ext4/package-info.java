/**
 * Reads ext2, ext3 and ext4 images: where the data of each file lies. Images come from outside, so
 * nothing in them is believed: whatever their bytes say, reading ends, takes bounded memory and
 * either succeeds or throws an {@link io.tinyvol.ext4.Ext4Exception}.
 */
@NullMarked
package io.tinyvol.ext4;

import org.jspecify.annotations.NullMarked;
