/**
 * The making and unmaking of a pod, step by step: cgroups, namespaces on a fresh thread, mounts,
 * pod-init. Its door is {@link io.mesosappc.isolators.launch.Pods}; called by the containerizer's
 * lifecycle.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.launch;
