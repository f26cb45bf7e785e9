/** Tests of pools of thin provisioning, on a real kernel. */
@NullMarked
package io.tinyvol.pool;

import org.jspecify.annotations.NullMarked;
