/**
 * System calls in Java types: {@link io.mesosappc.isolators.syscall.Syscalls} is what the other
 * packages see, a failed call throws {@link io.mesosappc.isolators.syscall.ErrnoException}. The
 * only package that knows JNA; calls nobody.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.isolators.syscall;
