package io.mesosappc.containerizer.lifecycle;

import io.mesosappc.containerizer.request.ResourceRequest;
import io.mesosappc.isolators.types.PodUsage;

/**
 * What a container uses and may use.
 *
 * @param usage as its cgroups counted it last
 * @param allowed what it was given
 * @param cpuQuota whether its processors are a ceiling
 */
public record UsageReport(PodUsage usage, ResourceRequest allowed, boolean cpuQuota) {}
