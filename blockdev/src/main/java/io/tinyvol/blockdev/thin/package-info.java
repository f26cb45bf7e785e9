/**
 * Pools of the kernel's thin provisioning
 * (Documentation/admin-guide/device-mapper/thin-provisioning) that are this project's own, and the
 * volumes in them; see docs/thin-pools.md.
 */
@NullMarked
package io.tinyvol.blockdev.thin;

import org.jspecify.annotations.NullMarked;
