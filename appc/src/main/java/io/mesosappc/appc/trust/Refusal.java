package io.mesosappc.appc.trust;

/**
 * Why a signature does not count.
 *
 * @param reason for programs
 * @param problem for people
 */
record Refusal(UntrustedImageException.Reason reason, String problem) {}
