package io.tinyvol.blockdev.nbd;

import io.tinyvol.blockdev.nbd.format.MetaContext;
import io.tinyvol.volume.device.BlockDevice;
import java.util.Set;

/**
 * What has been agreed on with a client.
 *
 * @param client how it is named to {@link NbdEvents}
 * @param export the name of what it uses
 * @param device what it uses, to be closed at the end
 * @param isStructured whether replies are structured
 * @param contexts what replies to BLOCK_STATUS tell
 */
record Session(
    String client,
    String export,
    BlockDevice device,
    boolean isStructured,
    Set<MetaContext> contexts) {}
