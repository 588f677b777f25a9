/**
 * Files of a control group, and what a controller is. Called by {@code cgroup}, {@code cgroup.v1}
 * and {@code cgroup.v2}.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.cgroup.file;
