/**
 * What an agent wants of us, in our own words: the values that {@code protocol} reads out of Mesos
 * messages, that {@code lifecycle} and {@code pod} work with and {@code checkpoint} keeps. Holds no
 * service.
 */
@org.jspecify.annotations.NullMarked
package io.mesosappc.containerizer.request;
