/**
 * The connection to the leading master: transport, subscription, heartbeats, redirects, translation
 * between Mesos protobuf messages and our values. Hands events to the consumer that it is given,
 * and sends calls. Called by deployment and main.
 */
@NullMarked
package io.mesosappc.framework.mesos;

import org.jspecify.annotations.NullMarked;
