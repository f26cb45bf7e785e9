/** Where volumes become files and block devices. */
@NullMarked
package io.tinyvol.blockdev;

import org.jspecify.annotations.NullMarked;
