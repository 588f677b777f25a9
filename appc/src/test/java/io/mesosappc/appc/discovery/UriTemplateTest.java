package io.mesosappc.appc.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("name", "example.com/reduce-worker"),
          Map.entry("version", "1.0.0"),
          Map.entry("os", "linux"),
          Map.entry("arch", "amd64"),
          Map.entry("ext", "aci"),
          Map.entry("build.example.com/channel", "a/b"),
          Map.entry("var", "value"),
          Map.entry("hello", "Hello World!"),
          Map.entry("path", "/foo/bar"),
          Map.entry("half", "50%"),
          Map.entry("triplet", "%20"),
          Map.entry("empty", ""),
          Map.entry("x", "1024"),
          Map.entry("y", "768"),
          Map.entry("umlaut", "äö"));

  /** The specification's own templates; the first is the one of its shell example. */
  @ParameterizedTest
  @CsvSource({
    "https://{name}-{version}-{os}-{arch}.{ext},"
        + " https://example.com/reduce-worker-1.0.0-linux-amd64.aci",
    "https://storage.example.com/{os}/{arch}/{name}-{version}.{ext},"
        + " https://storage.example.com/linux/amd64/example.com/reduce-worker-1.0.0.aci",
    "hdfs://storage.example.com/{name}-{version}-{os}-{arch}.{ext},"
        + " hdfs://storage.example.com/example.com/reduce-worker-1.0.0-linux-amd64.aci",
    "https://x/{build.example.com/channel}.{ext}, https://x/a%2Fb.aci",
    "https://x/no-variable, https://x/no-variable",
  })
  void theSpecificationsTemplatesAreRendered(String template, String expected) throws Exception {
    assertThat(UriTemplate.parse(template).expand(VALUES)).isEqualTo(expected);
  }

  /** One line for each kind of expression with texts in RFC 6570 §3.2 and §1.2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{var} | value",
        "{hello} | Hello%20World%21",
        "{half} | 50%25",
        "{triplet} | %2520",
        "{umlaut} | %C3%A4%C3%B6",
        "O{empty}X | OX",
        "{x,y} | 1024,768",
        "{x,hello,y} | 1024,Hello%20World%21,768",
        "{var:3} | val",
        "{var:30} | value",
        "{umlaut:1} | %C3%A4",
        "{var*} | value",
        "{+var} | value",
        "{+hello} | Hello%20World!",
        "{+half} | 50%25",
        "{+triplet} | %20",
        "{+path}/here | /foo/bar/here",
        "{+path:6}/here | /foo/b/here",
        "{+x,hello,y} | 1024,Hello%20World!,768",
        "X{#var} | X#value",
        "{#path,x} | #/foo/bar,1024",
        "X{.var} | X.value",
        "X{.x,y} | X.1024.768",
        "{/var} | /value",
        "{/var,x}/here | /value/1024/here",
        "{/path} | /%2Ffoo%2Fbar",
        "{/name} | /example.com/reduce-worker",
        "{;x,y} | ;x=1024;y=768",
        "{;x,y,empty} | ;x=1024;y=768;empty",
        "{?x,y} | ?x=1024&y=768",
        "{?x,y,empty} | ?x=1024&y=768&empty=",
        "{&x} | &x=1024",
        "?fixed=yes{&x} | ?fixed=yes&x=1024",
        "{?version,os,arch} | ?version=1.0.0&os=linux&arch=amd64",
      })
  void theExpressionsOfRfc6570AreRendered(String template, String expected) throws Exception {
    assertThat(UriTemplate.parse(template).expand(VALUES)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "}",
        "{name",
        "name}",
        "{}",
        "{name}}",
        "{{name}}",
        "{na me}",
        "{=name}",
        "{!name}",
        "{|name}",
        "{@name}",
        "{,name}",
        "{name,}",
        "{name,,os}",
        "{name:0}",
        "{name:99999}",
        "{name:x}",
        "{+}",
        "{-name}",
        "{name**}"
      })
  void whatIsNoTemplateIsRefused(String template) {
    assertThatThrownBy(() -> UriTemplate.parse(template))
        .isInstanceOf(InvalidTemplateException.class);
  }

  @Test
  void aVariableWithoutAValueIsAnError() throws Exception {
    UriTemplate template = UriTemplate.parse("https://x/{name}{?region}");
    assertThat(template.variables()).containsExactly("name", "region");
    assertThatThrownBy(() -> template.expand(VALUES)).hasMessageContaining("{region}");
  }

  @Test
  void aTemplateCannotGrowWithoutBound() throws Exception {
    UriTemplate template = UriTemplate.parse("{name}".repeat(1000));
    assertThatThrownBy(() -> template.expand(VALUES)).hasMessageContaining("8192");
  }
}
