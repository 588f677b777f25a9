package io.mesosappc.framework.definition;

import java.util.Optional;

/**
 * A file fetched into the sandbox before the program starts (Mesos {@code CommandInfo.URI}).
 *
 * @param uri where it is
 * @param extract unpack it when its name says it is an archive
 * @param executable make it executable
 * @param cache let the agent keep it for later tasks
 * @param outputFile name in the sandbox; absent means the last part of the URI
 */
public record Fetch(
    String uri, boolean extract, boolean executable, boolean cache, Optional<String> outputFile) {}
