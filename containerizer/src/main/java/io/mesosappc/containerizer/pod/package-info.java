/**
 * From what is asked to what is made: {@link io.mesosappc.containerizer.pod.PodPreparation} has the
 * image found and the URIs fetched, {@code PodPlanner} decides the plan purely. Called by {@code
 * lifecycle}; hands a {@code PodPlan} on.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.pod;
