/** Tests of the socket, with the real client where there is one to run. */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.daemon;
