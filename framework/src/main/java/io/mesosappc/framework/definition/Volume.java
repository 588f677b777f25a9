package io.mesosappc.framework.definition;

/**
 * A directory or file of the agent in the container.
 *
 * @param containerPath where it appears
 * @param hostPath what it is; a relative path is in the sandbox
 * @param readOnly true for RO
 */
public record Volume(String containerPath, String hostPath, boolean readOnly) {}
