package io.mesosappc.isolators;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small C program that a test compiles and runs. */
public final class CProgram implements AutoCloseable {
  private final Path directory;
  private final Path program;

  public CProgram(String source) throws IOException, InterruptedException {
    Needs.need(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc");
    directory = Files.createTempDirectory("c-program");
    program = directory.resolve("program");
    Path file = Files.writeString(directory.resolve("program.c"), source);
    output(List.of("gcc", "-Wall", "-Werror", "-o", program.toString(), file.toString()));
  }

  /** What it writes; its status must be 0. */
  public String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return output(command);
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " failed: " + all);
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(directory.resolve("program.c"));
    Files.deleteIfExists(program);
    Files.delete(directory);
  }
}
