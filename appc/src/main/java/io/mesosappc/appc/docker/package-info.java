/**
 * Docker and OCI images as App Container images: reads them from a registry, a docker-archive or an
 * OCI layout, merges their layers and translates their configuration. Owns the registry client and
 * the temporary files of a conversion; hands on an ACI stream with its manifest and notes on what
 * was changed. Nothing of a layer is ever unpacked. Called by provision.
 */
@NullMarked
package io.mesosappc.appc.docker;

import org.jspecify.annotations.NullMarked;
