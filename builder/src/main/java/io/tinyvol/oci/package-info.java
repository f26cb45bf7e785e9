/**
 * Container images: OCI layouts in a folder or a tar, and what {@code docker save} writes. Gives
 * the layers of one image, every blob verified as it is read. Formats: the OCI image specification
 * 1.1 (image-layout.md, image-index.md, manifest.md, config.md), and Docker's image specification
 * 1.2.
 */
@NullMarked
package io.tinyvol.oci;

import org.jspecify.annotations.NullMarked;
