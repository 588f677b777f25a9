/**
 * Building an app's root file system on a thread that has a mount namespace of its own: overlay,
 * /dev, volumes. Paths inside an image are hostile; each is resolved inside its root and mounted
 * through a descriptor. Called by {@code launch}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.mount;
