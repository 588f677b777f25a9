/**
 * Decrypts archives that were encrypted with a passphrase ({@code gpg --symmetric}), in the stream.
 * Owns the recognition of such a stream, the rules of which ciphers count, and the operator's
 * passphrase files; hands on the bytes that were encrypted, which end only when their integrity is
 * proven. Called by provision, below the check of the signature, which is over the encrypted bytes.
 */
@NullMarked
package io.mesosappc.appc.encryption;

import org.jspecify.annotations.NullMarked;
