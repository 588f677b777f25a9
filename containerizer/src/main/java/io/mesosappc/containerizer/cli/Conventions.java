package io.mesosappc.containerizer.cli;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.InvalidReferenceException;
import io.mesosappc.appc.docker.DockerSource;
import io.mesosappc.appc.docker.Platform;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.trust.Fingerprint;
import io.mesosappc.containerizer.config.Bytes;
import io.mesosappc.containerizer.config.StoutDuration;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What all commands have in common: how arguments are read, what a failure looks like (one line on
 * standard error, no stack trace), and what the exit code says.
 */
public final class Conventions {
  /** What shells make of the signal that ^C sends. */
  static final int INTERRUPTED = 130;

  private Conventions() {}

  /**
   * Has a program and its subcommands keep to them.
   *
   * @param program with all its subcommands
   */
  public static CommandLine on(CommandLine program) {
    reads(program, Bytes.class, Bytes::parse);
    reads(program, Duration.class, StoutDuration::parse);
    reads(program, AcIdentifier.class, AcIdentifier::parse);
    reads(program, NamePrefix.class, NamePrefix::parse);
    reads(program, Fingerprint.class, Fingerprint::parse);
    reads(program, DockerSource.class, DockerSource::parse);
    reads(program, Platform.class, Platform::parse);
    reads(program, ImageReference.class, Conventions::reference);
    return program
        .setParameterExceptionHandler((wrong, arguments) -> wrongUsage(wrong))
        .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
  }

  private static <T> void reads(CommandLine program, Class<T> type, Function<String, T> parse) {
    program.registerConverter(
        type,
        text -> {
          try {
            return parse.apply(text);
          } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
          }
        });
  }

  private static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (InvalidReferenceException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static int wrongUsage(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("mesos-appc: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("see: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine command) {
    boolean interrupted = failure instanceof InterruptedException || Thread.interrupted();
    PrintWriter err = command.getErr();
    command.getOut().flush();
    err.println("mesos-appc: " + (interrupted ? "interrupted" : describe(failure)));
    err.flush();
    return interrupted ? INTERRUPTED : ExitCode.SOFTWARE;
  }

  /** A failure in words; the JDK's own are often no more than a path. */
  static String describe(Exception failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "cannot access " + denied.getFile() + ": permission denied; run this as root";
    }
    if (failure instanceof NoSuchFileException missing) {
      return "cannot open " + missing.getFile() + ": there is no such file";
    }
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      String kind = file.getClass().getSimpleName().replace("Exception", "");
      return "cannot use " + file.getFile() + ": " + kind;
    }
    if (failure instanceof RuntimeException || failure.getMessage() == null) {
      return "unexpected failure, please report it: " + failure;
    }
    return String.valueOf(failure.getMessage());
  }
}
