/**
 * The controllers of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst). Called by {@code cgroup}
 * only.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.cgroup.v2;
