/**
 * Opens locations (https, http where allowed, file) as streams, with deadlines, redirects, retries
 * and continued downloads. Owns the HTTP client, the rules about whom to ask with which credential
 * and through which proxy, and the memory of what servers said about changes; hands on bytes that
 * nobody has checked yet. Called by provision.
 */
@NullMarked
package io.mesosappc.appc.fetch;

import org.jspecify.annotations.NullMarked;
