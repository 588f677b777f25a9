package io.mesosappc.appc.discovery;

import java.net.URI;

/**
 * Where the public keys for a prefix of image names are said to be. Whether they are trusted is for
 * somebody else to decide.
 *
 * @param keys the location
 * @param prefix the image names that the keys are for: this one and those below it
 * @param page who said so, after redirects
 */
public record KeyLocation(URI keys, String prefix, URI page) {}
