/**
 * Opens image locations (https, http when allowed, file) as streams, with deadlines, redirects and
 * retries. Owns the HTTP client and the rules about when the network may be used; hands on bytes
 * that nobody has checked yet. Called by provision.
 */
@NullMarked
package io.mesosappc.appc.fetch;

import org.jspecify.annotations.NullMarked;
