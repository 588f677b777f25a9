/**
 * The values of this module: what a pod is to be ({@link io.mesosappc.isolators.types.PodPlan} and
 * its parts), what was made of it, and what it uses. Holds no service; everybody may import it.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.types;
