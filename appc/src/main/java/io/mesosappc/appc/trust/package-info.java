/**
 * Says whose signature an image needs, and checks that it has it. Owns the operator's directories
 * of trusted keys, the OpenPGP rules of what counts as a signature, and the relaxations; wraps the
 * stream of an archive as it was transferred (before decryption and decompression), hands on the
 * same bytes, and at the end a decision that the caller logs. Called by provision.
 */
@NullMarked
package io.mesosappc.appc.trust;

import org.jspecify.annotations.NullMarked;
