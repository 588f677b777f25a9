/**
 * Taking up what an earlier daemon has left: every container it recorded, and every cgroup, process
 * and directory that has no record. Runs once, before the first call of an agent is answered.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.recovery;
