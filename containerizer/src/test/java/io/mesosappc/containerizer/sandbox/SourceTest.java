package io.mesosappc.containerizer.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
  @ParameterizedTest
  @CsvSource({
    "http://h/a/b.tgz, b.tgz",
    "https://h:1/a/b.tgz?v=1/2#f, b.tgz",
    "http://h/a%20b+c, a b+c",
    "/a/b.zip, b.zip",
    "/a/b%20c, b%20c",
    "file:///a/b%20c, b c",
    "file://localhost/a/b, b"
  })
  void theFileNameIsTheDecodedBaseNameOfThePath(String uri, String name) throws Exception {
    assertThat(Source.parse(uri).fileName()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b | relative paths",
        "hdfs://h/a | supported are http, https, file",
        "s3://h/a | supported are http, https, file",
        "ftp://h/a | supported are http, https, file",
        "http://h | no usable file name",
        "http://h/a/ | no usable file name",
        "http://h/a/.. | no usable file name",
        "http://h/a%2Fb | no usable file name",
        "http://h/%2e%2e | no usable file name",
        "http://h/a%0ab | no usable file name",
        "http://h/a%zz | malformed",
        "file:///a%2 | two hexadecimal digits",
        "http://h/a b | malformed",
        "http:///a | it ",
        "file://other/a | another machine",
        "/ | no usable file name"
      })
  void whatCannotBeFetchedIsRefused(String uri, String why) {
    assertThatThrownBy(() -> Source.parse(uri))
        .isInstanceOf(FetchFault.class)
        .hasMessageContaining(why);
  }

  @Test
  void credentialsLeaveTheAddress() throws Exception {
    assertThat(Source.parse(" HTTP://u:p%40@h:8/a?q"))
        .isEqualTo(new Source.Web(URI.create("http://h:8/a?q"), Optional.of("u:p@"), "a"));
  }

  @Test
  void aFileUriIsAPath() throws Exception {
    assertThat(Source.parse("file:///a/b%25")).isEqualTo(new Source.Local(Path.of("/a/b%"), "b%"));
  }

  @Test
  void secretsAreNotDisplayed() {
    assertThat(Source.display("https://u:p@h/a?token=1")).isEqualTo("https://h/a?…");
  }
}
