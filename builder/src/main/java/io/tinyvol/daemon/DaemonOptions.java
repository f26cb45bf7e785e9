package io.tinyvol.daemon;

import java.time.Duration;
import java.util.Optional;

/**
 * How a daemon works.
 *
 * @param group whose members may use it as well as its user
 * @param stopTimeout how long, once it is to end, it lets long work go on
 * @param upkeep what it does for the store on its own
 * @param version what it says its version is
 */
public record DaemonOptions(
    Optional<String> group, Duration stopTimeout, UpkeepOptions upkeep, String version) {}
