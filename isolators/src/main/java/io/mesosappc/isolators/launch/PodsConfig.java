package io.mesosappc.isolators.launch;

import java.nio.file.Path;

/**
 * What pods are made with.
 *
 * @param podInit the program that is the first process of each
 * @param cgroupRoot the name of our directory in each cgroup hierarchy
 */
public record PodsConfig(Path podInit, String cgroupRoot) {}
