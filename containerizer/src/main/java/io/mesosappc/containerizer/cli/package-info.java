/**
 * The operator's command line, {@code mesos-appc}: what a person asks, in words, and answers to
 * read.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.cli;
