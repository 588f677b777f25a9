package io.mesosappc.appc.fetch;

import io.mesosappc.appc.fetch.FetchException.Kind;
import io.mesosappc.appc.fetch.Transport.Reply;
import io.mesosappc.appc.fetch.ValidatorCache.Remembered;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens locations. Owns an HTTP client and its daemon threads; thread-safe. Whoever waits here may
 * be interrupted.
 */
public final class Fetcher implements AutoCloseable {
  private static final Map<String, String> IMAGE =
      Map.of("Accept", "application/octet-stream, */*;q=0.5");
  private static final Map<String, String> PAGE = Map.of("Accept", "text/html, */*;q=0.5");

  private final FetchConfig config;
  private final Transport transport;
  private final Retries retries;
  private final InstantSource clock;

  /** A fetcher that behaves as configured, with {@link Access#DEFAULT}. */
  public Fetcher(FetchConfig config) {
    this(config, Access.DEFAULT);
  }

  /** A fetcher that behaves as configured. */
  public Fetcher(FetchConfig config, Access access) {
    this(
        config,
        access,
        InstantSource.system(),
        new Retries(
            config.attempts(),
            new Backoff(config.backoff(), RandomGenerator.of("SplittableRandom")),
            duration -> Thread.sleep(duration.toMillis())));
  }

  Fetcher(FetchConfig config, Access access, InstantSource clock, Retries retries) {
    this.config = config;
    this.transport = new Transport(config, access, clock);
    this.clock = clock;
    this.retries = retries;
  }

  /**
   * Whether the rules let a location be asked: https, http to a host where it is allowed. Files of
   * this machine are no matter of the rules, and not allowed here.
   */
  public boolean allows(URI location) {
    try {
      transport.checkAllowed(location);
      return true;
    } catch (FetchException e) {
      return false;
    }
  }

  /** {@link #fetch(URI, Progress)} that tells nobody. */
  public Download fetch(URI location) throws FetchException, InterruptedException {
    return fetch(location, Progress.NONE);
  }

  /**
   * Opens a location, trying again when the connection fails or the server has an error of its own.
   *
   * @param location with scheme https, http or file
   * @throws FetchException when it cannot be opened
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public Download fetch(URI location, Progress progress)
      throws FetchException, InterruptedException {
    if (Transport.scheme(location).equals("file")) {
      return openFile(location, progress);
    }
    return retries.run(progress, () -> opened(location, transport.send(location, IMAGE), progress));
  }

  /**
   * Opens a location unless its content is the one that the caller has: without a request while the
   * server's promise lasts, else with one that it may answer with 304. When the download was read
   * and is good, give it to {@link ValidatorCache#remember}.
   *
   * @param location with scheme https, http or file; a file always counts as changed
   * @throws FetchException when it cannot be opened
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public Answer fetchUnlessUnchanged(URI location, Reuse reuse, Progress progress)
      throws FetchException, InterruptedException {
    Optional<Remembered> known =
        reuse.memory().find(location).filter(earlier -> reuse.usable().test(earlier.tag()));
    if (known.isEmpty()
        || !allows(location)
        || (known.get().conditions().isEmpty() && reuse.ask())) {
      return new Answer.Changed(fetch(location, progress));
    }
    Remembered earlier = known.get();
    if (!reuse.ask() && reuse.memory().isFresh(earlier)) {
      return new Answer.Unchanged(earlier.tag());
    }
    return retries.run(progress, () -> confirm(earlier, reuse.memory(), progress));
  }

  /**
   * Opens a file of this machine.
   *
   * @throws FetchException when there is none, or it cannot be read
   */
  public Download fetch(Path file) throws FetchException {
    return openFile(file.toUri(), Progress.NONE);
  }

  /**
   * Gets something small whole, such as a signature.
   *
   * @param location with scheme https, http or file
   * @param limit most bytes it may have
   * @throws FetchException when it cannot be had, or is bigger
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public SmallDownload fetchSmall(URI location, int limit)
      throws FetchException, InterruptedException {
    return retries.run(
        Progress.NONE,
        () -> {
          Download download =
              Transport.scheme(location).equals("file")
                  ? openFile(location, Progress.NONE)
                  : opened(location, transport.send(location, IMAGE), Progress.NONE);
          return new SmallRead(config.responseTimeout()).whole(download, Optional.empty(), limit);
        });
  }

  /**
   * Gets a page, or what a server answers in its place: a status from 400 to 499 (but 408 and 429,
   * which are tried again) is no error here and comes without content.
   *
   * @param location with scheme https or http
   * @param limit most bytes the page may have
   * @throws FetchException when it cannot be had, or is bigger
   * @throws InterruptedException when the thread is interrupted meanwhile
   */
  public SmallDownload fetchPage(URI location, int limit)
      throws FetchException, InterruptedException {
    return retries.run(
        Progress.NONE,
        () -> {
          Reply reply = transport.send(location, PAGE);
          int status = reply.status();
          if (status >= 400 && status <= 499 && status != 408 && status != 429) {
            Transport.discard(reply.response());
            return new SmallDownload(reply.at(), status, Optional.empty(), new byte[0]);
          }
          Optional<String> contentType = reply.header("Content-Type");
          Download download = opened(location, reply, Progress.NONE);
          return new SmallRead(config.responseTimeout()).whole(download, contentType, limit);
        });
  }

  /** Ends its threads; downloads that are open fail. */
  @Override
  public void close() {
    transport.close();
  }

  private Answer confirm(Remembered earlier, ValidatorCache memory, Progress progress)
      throws FetchException, InterruptedException {
    Map<String, String> headers = new HashMap<>(IMAGE);
    headers.putAll(earlier.conditions());
    Reply reply = transport.send(earlier.requested(), headers);
    if (reply.status() != 304) {
      return new Answer.Changed(opened(earlier.requested(), reply, progress));
    }
    Transport.discard(reply.response());
    if (!reply.at().equals(earlier.location())) {
      // Another place than the one whose validators these are: its "unchanged" means nothing.
      return new Answer.Changed(fetch(earlier.requested(), progress));
    }
    try {
      Freshness said = freshness(reply);
      Freshness merged =
          new Freshness(
              said.etag().or(earlier::etag),
              said.lastModified().or(earlier::lastModified),
              said.lifetime(),
              said.storable(),
              Optional.empty());
      memory.remember(earlier.requested(), earlier.location(), merged, earlier.tag());
    } catch (IOException e) {
      // Asking once more next time is all it costs.
    }
    return new Answer.Unchanged(earlier.tag());
  }

  private Download opened(URI requested, Reply reply, Progress progress) throws FetchException {
    if (reply.status() != 200) {
      Transport.discard(reply.response());
      throw transport.refused(reply);
    }
    Optional<Long> length = BodyRange.length(reply);
    Freshness freshness = freshness(reply);
    InputStream first = checked(reply, 0, length);
    Continuation rest = new Continuation(requested, freshness.strong(), length);
    progress.started(reply.at(), length);
    InputStream whole = new ResumingBody(first, rest, retries, progress);
    return new Download(
        requested, reply.at(), length, new ReportedBody(whole, progress), freshness);
  }

  private Freshness freshness(Reply reply) {
    Freshness said = Freshness.of(reply.response().headers(), clock.instant());
    // What the last host promises does not bind the one that sent us there.
    return reply.redirected() ? said.askAlways() : said;
  }

  private static InputStream checked(Reply reply, long offset, Optional<Long> expected) {
    return new CheckedBody(reply.response().body(), reply.at(), offset, expected);
  }

  private static Download openFile(URI location, Progress progress) throws FetchException {
    try {
      Path file = Path.of(location);
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw new FetchException(Kind.NOT_FOUND, location, "it is not a regular file");
      }
      Optional<Long> length = Optional.of(Files.size(file));
      InputStream stream = Files.newInputStream(file);
      progress.started(location, length);
      InputStream counted = new ReportedBody(stream, progress);
      return new Download(location, location, length, counted, Freshness.UNKNOWN);
    } catch (NoSuchFileException e) {
      throw new FetchException(Kind.NOT_FOUND, location, "there is no such file", e);
    } catch (IOException e) {
      throw new FetchException(Kind.UNREACHABLE, location, String.valueOf(e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new FetchException(
          Kind.FORBIDDEN, location, "it is no path of this machine: " + e.getMessage(), e);
    }
  }

  /** Asks for the rest of a content, and for nothing else. */
  private final class Continuation implements ResumingBody.Reopening {
    private final URI requested;
    private final Optional<String> validator;
    private final Optional<Long> length;

    Continuation(URI requested, Optional<String> validator, Optional<Long> length) {
      this.requested = requested;
      this.validator = validator;
      this.length = length;
    }

    @Override
    public boolean isPossible() {
      return validator.isPresent();
    }

    @Override
    public InputStream from(long offset, IOException cause)
        throws FetchException, IOException, InterruptedException {
      Map<String, String> headers = new HashMap<>(IMAGE);
      headers.put("Range", "bytes=" + offset + "-");
      headers.put("If-Range", validator.orElseThrow());
      Reply reply = transport.send(requested, headers);
      if (reply.status() == 206 && BodyRange.continues(reply, offset, length)) {
        return checked(reply, offset, length.map(total -> total - offset));
      }
      Transport.discard(reply.response());
      if (reply.status() >= 400) {
        throw transport.refused(reply);
      }
      throw new IOException(
          cause.getMessage()
              + "; it cannot be continued, because the server answers a request for the rest with"
              + " something else (status "
              + reply.status()
              + "): has the content changed? fetch it again",
          cause);
    }
  }
}
