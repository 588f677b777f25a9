package io.mesosappc.containerizer.request;

import java.util.Optional;

/**
 * A Mesos Volume.
 *
 * @param hostPath absolute on the host, or relative to the sandbox and then made if missing;
 *     absent: the container path in the sandbox
 * @param containerPath absolute, or relative to the sandbox
 * @param readOnly whether the app may only read
 */
public record VolumeRequest(Optional<String> hostPath, String containerPath, boolean readOnly) {}
