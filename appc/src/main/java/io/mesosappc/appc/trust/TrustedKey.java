package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.NamePrefix;
import java.nio.file.Path;

/**
 * A key in a directory of trusted keys.
 *
 * @param prefix the images it may sign
 * @param place whose directory
 * @param file where
 * @param inEffect whether it counts: it does not when the operator has masked it, or a later
 *     directory has the same key for the same images
 * @param facts what the key says about itself
 */
public record TrustedKey(
    NamePrefix prefix, Place place, Path file, boolean inEffect, PublicKeyFacts facts) {}
