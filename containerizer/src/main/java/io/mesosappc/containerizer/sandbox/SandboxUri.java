package io.mesosappc.containerizer.sandbox;

import java.util.Optional;

/**
 * One thing a task wants in its sandbox ({@code CommandInfo.URI} of mesos.proto).
 *
 * @param value where it is: {@code http://}, {@code https://} or {@code file://}, or an absolute
 *     path of the agent's machine
 * @param extract whether an archive, known by its file name, is unpacked into the sandbox; no
 *     effect on an executable
 * @param executable whether everybody may execute the file
 * @param outputFile path below the sandbox to keep it at; without, the base name of {@code value}
 * @param cache accepted, but nothing is kept between tasks: it is fetched each time. As with Mesos'
 *     cache, an archive that is unpacked does not itself stay in the sandbox then
 */
public record SandboxUri(
    String value, boolean extract, boolean executable, Optional<String> outputFile, boolean cache) {
  /** A URI of which nothing else is said: an archive is unpacked, a file is not executable. */
  public static SandboxUri of(String value) {
    return new SandboxUri(value, true, false, Optional.empty(), false);
  }
}
