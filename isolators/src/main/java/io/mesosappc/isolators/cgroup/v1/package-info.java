/**
 * The controllers of cgroup v1 (Documentation/admin-guide/cgroup-v1). Called by {@code cgroup}
 * only.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.cgroup.v1;
