package io.mesosappc.appc.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom to ask, with what, through whom, and when again: all that needs no network. */
class RulesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "example.com, https://example.com/x, true",
    "example.com, https://EXAMPLE.com:8443/x, true",
    "Example.com, https://a.example.com/x, false",
    "example.com:443, https://example.com/x, true",
    "example.com:443, http://example.com/x, false",
    "example.com:8080, http://example.com:8080/x, true",
    "*.example.com, https://a.b.example.com/x, true",
    "*.example.com, https://example.com/x, false",
    "*.example.com, https://badexample.com/x, false",
    "*, https://example.com/x, true",
    "10.0.0.0/8, http://10.9.8.7/x, true",
    "10.0.0.0/8, http://11.9.8.7/x, false",
    "10.0.0.0/8, http://ten.example.com/x, false",
    "127.0.0.1, http://127.0.0.1:5000/x, true",
    "[::1], http://[::1]:5000/x, true",
    "[::1]:5000, http://[::1]:5000/x, true",
    "fd00::/8, http://[fd00::1]/x, true",
    "*, mailto:somebody, false",
  })
  void hostPatternsMatch(String pattern, URI location, boolean matches) {
    HostPattern parsed = HostPattern.parse(pattern);
    assertThat(parsed.matches(location)).isEqualTo(matches);
    assertThat(HostPattern.parse(parsed.toString())).isEqualTo(parsed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "https://example.com",
        "example.com/x",
        "a:b",
        "a:0",
        "a:70000",
        "a b",
        "u@h",
        "10.0.0.0/33",
        "x/8",
        "a*b"
      })
  void otherHostPatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> HostPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.com/x, secure.proxy:3129",
    "http://example.com/x, plain.proxy:80",
    "https://internal.example.net/x, direct",
    "https://a.internal.example.net/x, direct",
    "https://below.example.org/x, direct",
    "https://example.org/x, secure.proxy:3129",
    "http://192.168.3.4/x, direct",
    "http://10.0.0.1/x, direct",
    "http://10.0.0.2/x, plain.proxy:80",
  })
  void theEnvironmentNamesProxies(URI location, String expected) {
    Proxies proxies =
        Proxies.fromEnvironment(
            Map.of(
                "HTTP_PROXY", "http://other.proxy:1",
                "http_proxy", "plain.proxy",
                "HTTPS_PROXY", "http://secure.proxy:3129/",
                "NO_PROXY", "internal.example.net, .example.org,192.168.0.0/16 10.0.0.1"));
    String proxy =
        proxies
            .forLocation(location)
            .map(at -> at.getHostString() + ":" + at.getPort())
            .orElse("direct");
    assertThat(proxy).isEqualTo(expected);
  }

  @Test
  void anEnvironmentWithoutProxiesNamesNoneAndABadOneIsTold() {
    assertThat(Proxies.fromEnvironment(Map.of("NO_PROXY", ""))).isEqualTo(Proxies.NONE);
    assertThatThrownBy(() -> Proxies.fromEnvironment(Map.of("HTTPS_PROXY", "socks5://h:1")))
        .hasMessageContaining("HTTPS_PROXY");
    assertThatThrownBy(() -> Proxies.fromEnvironment(Map.of("HTTP_PROXY", "u:secret@h:1")))
        .hasMessageContaining("HTTP_PROXY")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Proxies.fromEnvironment(Map.of("NO_PROXY", "a b://")))
        .hasMessageContaining("NO_PROXY");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.com?q=1, page.html, https://a.com/page.html",
    "https://a.com?q=1, ?r=2, https://a.com/?r=2",
    "https://a.com/x/y?q=1, ?r=2, https://a.com/x/y?r=2",
    "https://a.com/x/y?q=1, z, https://a.com/x/z",
    "https://a.com/x/y, ../z, https://a.com/z",
    "https://a.com/x/y, /z?q, https://a.com/z?q",
    "https://a.com:8443/x, /z, https://a.com:8443/z",
    "https://a.com/x, //b.com/z, https://b.com/z",
    "https://a.com/x, https://b.com, https://b.com",
  })
  void redirectsLeadWhereTheStandardSays(URI from, String target, URI to) {
    assertThat(Redirect.resolve(from, target)).isEqualTo(to);
  }

  @Test
  void aByteOrderMarkIsNoText() {
    SmallDownload marked =
        new SmallDownload(
            URI.create("https://a.com/"),
            200,
            Optional.empty(),
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'a'});
    assertThat(marked.text()).isEqualTo("a");
    assertThat(marked.bytes()).hasSize(4);
  }

  @Test
  void credentialsAreForOneHostPortAndHttps() {
    Credential basic = new Credential.Basic("user", "secret");
    Credential bearer = new Credential.Bearer("token");
    Credentials all =
        Credentials.of(Map.of("Example.com", basic, "example.com:8443", bearer))
            .overriddenBy(Credentials.of(Map.of("other.example.com", basic)));
    assertThat(all.forLocation(URI.create("https://example.com/x"))).contains(basic);
    assertThat(all.forLocation(URI.create("https://EXAMPLE.COM:443/x"))).contains(basic);
    assertThat(all.forLocation(URI.create("https://example.com:8443/x"))).contains(bearer);
    assertThat(all.forLocation(URI.create("https://example.com:9999/x"))).isEmpty();
    assertThat(all.forLocation(URI.create("http://example.com/x"))).isEmpty();
    assertThat(all.forLocation(URI.create("https://sub.example.com/x"))).isEmpty();
    assertThat(all.toString() + basic + bearer).doesNotContain("secret").doesNotContain("token]");
    assertThatThrownBy(() -> Credentials.of(Map.of("*.example.com", basic)))
        .hasMessageContaining("must be one host");
    assertThatThrownBy(() -> new Credential.Bearer("a\nb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Credential.Basic("a:b", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void write(String file, String json) throws IOException {
    Files.createDirectories(directory.resolve(file).getParent());
    Files.writeString(directory.resolve(file), json);
  }

  @Test
  void rktsCredentialsAreRead() throws Exception {
    write(
        "usr/auth.d/a.json",
        """
        {"rktKind": "auth", "rktVersion": "v1", "domains": ["example.com", "example.net"],
         "type": "basic", "credentials": {"user": "foo", "password": "bar"}}""");
    write(
        "etc/auth.d/b.json",
        """
        {"rktKind": "auth", "rktVersion": "v1", "domains": ["example.com"],
         "type": "oauth", "credentials": {"token": "sometoken"}, "future": 1}""");
    write(
        "etc/auth.d/docker.json",
        """
        {"rktKind": "dockerAuth", "rktVersion": "v1", "registries": ["quay.io"],
         "credentials": {"user": "foo", "password": "bar"}}""");
    write("etc/auth.d/README", "no credential");
    List<Path> directories =
        List.of(
            directory.resolve("usr/auth.d"),
            directory.resolve("etc/auth.d"),
            directory.resolve("none"));
    Credentials read = RktAuthDirectory.read(directories);
    assertThat(read.hosts()).containsExactly("example.com:443", "example.net:443");
    assertThat(read.forLocation(URI.create("https://example.com/")))
        .contains(new Credential.Bearer("sometoken"));
    assertThat(read.forLocation(URI.create("https://example.net/")))
        .contains(new Credential.Basic("foo", "bar"));
    // Twice in one directory is a mistake that rkt refuses, too.
    write("etc/auth.d/c.json", Files.readString(directory.resolve("etc/auth.d/b.json")));
    assertThatThrownBy(() -> RktAuthDirectory.read(directories))
        .hasMessageContaining("c.json")
        .hasMessageContaining("example.com:443");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"rktKind\": \"auth\", \"password\": hunter2}",
        "{\"rktKind\": \"auth\", \"rktVersion\": \"v2\"}",
        "{\"rktKind\": \"auth\", \"rktVersion\": \"v1\", \"type\": \"digest\"}",
        "{\"rktKind\": \"auth\", \"rktVersion\": \"v1\", \"type\": \"oauth\", \"domains\": [\"a\"]}",
        "{\"rktKind\": \"auth\", \"rktVersion\": \"v1\", \"type\": \"oauth\", \"domains\": [],"
            + " \"credentials\": {\"token\": \"hunter2\"}}",
        "{\"rktKind\": \"auth\", \"rktVersion\": \"v1\", \"type\": \"oauth\","
            + " \"domains\": [\"a b\"], \"credentials\": {\"token\": \"hunter2\"}}",
      })
  void otherCredentialFilesAreRefusedByName(String json) throws Exception {
    write("auth.d/x.json", json);
    assertThatThrownBy(() -> RktAuthDirectory.read(List.of(directory.resolve("auth.d"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.json")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void pausesGrowToABoundAndRespectTheServer() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), new Random(3));
    for (int failures = 1; failures < 40; failures++) {
      Duration pause = backoff.after(failures, Optional.empty()).orElseThrow();
      long whole = failures > 5 ? 30_000 : 1000L << (failures - 1);
      assertThat(pause.toMillis()).isBetween(whole / 2, whole);
    }
    assertThat(backoff.after(1, Optional.of(Duration.ofSeconds(60))))
        .contains(Duration.ofSeconds(60));
    assertThat(backoff.after(1, Optional.of(Duration.ofSeconds(61)))).isEmpty();
    assertThat(backoff.after(1, Optional.of(Duration.ofSeconds(-61)))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "'Cache-Control: max-age=60', 60, true",
    "'Cache-Control: MAX-AGE=\"60\", private', 60, true",
    "'Cache-Control: max-age=60|Age: 20', 40, true",
    "'Cache-Control: max-age=60|Age: 99', 0, true",
    "'Cache-Control: max-age=60|Cache-Control: no-cache', 0, true",
    "'Cache-Control: no-store', 0, false",
    "'Cache-Control: max-age=99999999999999999999', 604800, true",
    "'Cache-Control: max-age=-1', 0, true",
    "'Expires: Thu, 01 Jan 2026 00:01:00 GMT', 60, true",
    "'Date: Thu, 01 Jan 2026 00:00:30 GMT|Expires: Thu, 01 Jan 2026 00:01:00 GMT', 30, true",
    "'Expires: 0', 0, true",
    "'Expires: Thu, 01 Jan 2026 00:01:00 GMT|Cache-Control: max-age=5', 5, true",
    "'X: y', 0, true",
  })
  void freshnessIsWhatTheHeadersSay(String headers, long seconds, boolean storable) {
    Freshness said = freshness(headers);
    assertThat(said.lifetime()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(said.storable()).isEqualTo(storable);
  }

  @ParameterizedTest
  @CsvSource({
    "'ETag: \"a\"', '\"a\"'",
    "'ETag: W/\"a\"', ''",
    "'ETag: W/\"a\"|Last-Modified: Mon, 01 Dec 2025 00:00:00 GMT', ''",
    "'Last-Modified: Mon, 01 Dec 2025 00:00:00 GMT', 'Mon, 01 Dec 2025 00:00:00 GMT'",
    "'Last-Modified: Wed, 31 Dec 2025 23:59:30 GMT', ''",
    "'Last-Modified: yesterday', ''",
  })
  void onlyWhatPromisesTheSameBytesIsStrong(String headers, String strong) {
    assertThat(freshness(headers).strong().orElse("")).isEqualTo(strong);
  }

  private static Freshness freshness(String headers) {
    Map<String, List<String>> byName =
        Arrays.stream(headers.split("\\|", -1))
            .map(line -> line.split(": ", 2))
            .collect(
                Collectors.groupingBy(
                    line -> line[0], Collectors.mapping(line -> line[1], Collectors.toList())));
    return Freshness.of(
        HttpHeaders.of(byName, (name, value) -> true), Instant.parse("2026-01-01T00:00:00Z"));
  }
}
