package io.mesosappc.appc.docker;

import io.mesosappc.appc.docker.DockerException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads one repository of a registry (OCI distribution specification §Pull). Logs in when asked to;
 * follows redirects, which get our Authorization header only on the registry itself. Not
 * thread-safe.
 */
final class RegistryClient implements BlobStore {
  private final RegistryReference reference;
  private final RegistryConfig config;
  private final DockerLimits limits;
  private final RegistryConnection connection;
  private final RegistryTokens tokens;
  private final String base;
  private Optional<String> authorization = Optional.empty();

  RegistryClient(
      RegistryReference reference,
      RegistryConfig config,
      DockerLimits limits,
      RegistryConnection connection) {
    this.reference = reference;
    this.config = config;
    this.limits = limits;
    this.connection = connection;
    this.tokens = new RegistryTokens(config, connection);
    this.base =
        config.scheme(reference.registry())
            + "://"
            + reference.registry()
            + "/v2/"
            + reference.repository();
  }

  /** Finds the image of the reference, for one platform. */
  SourceImage find(Platform platform) throws IOException {
    String wanted = reference.digest().map(Digest::toString).or(reference::tag).orElse("latest");
    String name = "image " + reference;
    HttpResponse<InputStream> response = get(manifest(wanted), name, 0);
    byte[] content;
    try (InputStream body = response.body()) {
      content = body.readNBytes(limits.documentBytes() + 1);
    }
    if (content.length > limits.documentBytes()) {
      throw DockerException.invalid(
          name + ": its manifest is longer than the limit of " + limits.documentBytes() + " bytes");
    }
    Digest digest = checked(name, content, response);
    String announced = response.headers().firstValue("Content-Type").orElse("");
    ImageContents contents =
        new ManifestResolver(this, limits, platform).resolve(name, content, digest, announced);
    Map<String, String> facts = new TreeMap<>();
    facts.put(Facts.REGISTRY_URL, reference.registry());
    facts.put(Facts.REPOSITORY, reference.repository());
    facts.put(Facts.ORIGINAL_NAME, reference.toString());
    reference.tag().ifPresent(t -> facts.put(Facts.TAG, t));
    return new SourceImage(
        contents,
        reference.registry() + "/" + reference.repository(),
        reference.tag(),
        facts,
        () -> {});
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    String name = "blob " + blob.digest() + " of " + reference.registry();
    URI location = URI.create(base + "/blobs/" + blob.digest());
    return new ResumedBlob(from -> get(location, name, from), name, config);
  }

  @Override
  public InputStream openManifest(Descriptor manifest) throws IOException {
    String name = "manifest " + manifest.digest() + " of " + reference.registry();
    return get(manifest(manifest.digest().toString()), name, 0).body();
  }

  private URI manifest(String wanted) {
    return URI.create(base + "/manifests/" + wanted);
  }

  private Digest checked(String name, byte[] content, HttpResponse<?> response)
      throws DockerException {
    Digest.Algorithm algorithm =
        reference.digest().map(Digest::algorithm).orElse(Digest.Algorithm.SHA256);
    Digest actual = Digest.of(algorithm, content);
    if (reference.digest().isPresent() && !reference.digest().get().equals(actual)) {
      throw DockerException.invalid(
          name + ": its manifest has the digest " + actual + " instead; it was exchanged");
    }
    Optional<String> announced =
        response
            .headers()
            .firstValue("Docker-Content-Digest")
            .filter(d -> d.startsWith(algorithm.label() + ":"));
    if (announced.isPresent() && !announced.get().equals(actual.toString())) {
      throw DockerException.invalid(
          name
              + ": its manifest has the digest "
              + actual
              + ", but the registry announced "
              + Shown.text(announced.get()));
    }
    return actual;
  }

  /** An answer with status 200, or 206 when only bytes from a place on were asked for. */
  private HttpResponse<InputStream> get(URI location, String name, long from) throws IOException {
    URI at = location;
    boolean mayLogIn = true;
    for (int redirects = 0; redirects <= config.redirects(); ) {
      boolean ours = isSameHost(at, location);
      HttpResponse<InputStream> response = connection.send(request(at, ours, from), name);
      int status = response.statusCode();
      if (status == 200 || (status == 206 && from > 0)) {
        return response;
      }
      response.body().close();
      if (status == 401 && ours && mayLogIn) {
        mayLogIn = false;
        authorization =
            Optional.of(
                tokens.authorization(
                    reference.registry(),
                    reference.repository(),
                    response.headers().allValues("WWW-Authenticate")));
      } else if (status >= 300 && status <= 399) {
        at = redirected(at, name, response);
        redirects++;
      } else {
        throw refused(name, status);
      }
    }
    throw new DockerException(
        Kind.UNREACHABLE, name + " redirects more than " + config.redirects() + " times");
  }

  private HttpRequest.Builder request(URI at, boolean ours, long from) throws DockerException {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(at);
      if (ours && authorization.isPresent()) {
        request.header("Authorization", authorization.get());
      }
    } catch (IllegalArgumentException e) {
      throw new DockerException(
          Kind.UNREACHABLE,
          "registry " + reference.registry() + " gave a token or location that cannot be used",
          e);
    }
    if (ours) {
      request.header("Accept", MediaType.ACCEPT);
    }
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    return request;
  }

  private URI redirected(URI from, String name, HttpResponse<?> response) throws DockerException {
    String target = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = from.resolve(target);
    } catch (IllegalArgumentException e) {
      throw new DockerException(Kind.UNREACHABLE, name + " redirects to what is no URL", e);
    }
    boolean downgraded = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
    if (target.isEmpty() || to.getHost() == null || downgraded || !config.mayOpen(to)) {
      // Not the whole location: it may hold a signature that opens it to others.
      throw new DockerException(
          Kind.FORBIDDEN,
          name
              + " redirects to "
              + Shown.text(to.getScheme() + "://" + to.getHost())
              + ", which is not encrypted; if that is right, allow plain http for that host");
    }
    return to;
  }

  private static boolean isSameHost(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  private DockerException refused(String name, int status) {
    return switch (status) {
      case 404 -> new DockerException(Kind.NOT_FOUND, name + " is not there (status 404)");
      case 401, 403 ->
          new DockerException(
              Kind.FORBIDDEN,
              name
                  + " is refused (status "
                  + status
                  + "): it does not exist, or a login for registry "
                  + reference.registry()
                  + " is needed that may read it");
      default ->
          new DockerException(Kind.UNREACHABLE, name + " was answered with status " + status);
    };
  }
}
