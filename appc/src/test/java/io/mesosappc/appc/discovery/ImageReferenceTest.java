package io.mesosappc.appc.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.Labels;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          example.com/app                                   | example.com/app                        | ''
          example.com/app:1.0                               | example.com/app:1.0                    | version=1.0
          example.com/app:1.0,os=linux,arch=amd64           | example.com/app:1.0,os=linux,arch=amd64 | version=1.0,os=linux,arch=amd64
          example.com/app,os=linux                          | example.com/app,os=linux               | os=linux
          appc://example.com/app:1.0,os=linux               | example.com/app:1.0,os=linux           | version=1.0,os=linux
          appc:example.com/app?version=1.0&arch=amd64       | example.com/app:1.0,arch=amd64         | version=1.0,arch=amd64
          appc:example.com/app?channel=a%2Cb                | appc:example.com/app?channel=a%2Cb     | channel=a,b
          """)
  void namesAreReadAndPrinted(String text, String printed, String labels) throws Exception {
    ImageReference reference = ImageReference.parse(text);
    assertThat(reference).hasToString(printed);
    assertThat(ImageReference.parse(printed)).isEqualTo(reference);
    assertThat(((ImageReference.ByName) reference).labels()).hasToString(labels);
  }

  @Test
  void otherFormsAreRead() throws Exception {
    String id = "sha512-" + "0a".repeat(64);
    assertThat(ImageReference.parse(id)).isInstanceOf(ImageReference.ById.class).hasToString(id);
    assertThat(ImageReference.parse("appc://" + id)).hasToString(id);
    assertThat(ImageReference.parse("https://h/x.aci"))
        .isEqualTo(new ImageReference.ByUrl(URI.create("https://h/x.aci")));
    assertThat(ImageReference.parse("file:///a/x.aci"))
        .isEqualTo(new ImageReference.ByPath(Path.of("/a/x.aci")));
    assertThat(ImageReference.parse("docker://busybox"))
        .isEqualTo(new ImageReference.Converted("docker://busybox"));
    assertThat(ImageReference.parse("oci:/a/layout")).hasToString("oci:/a/layout");
    assertThat(ImageReference.parse("/a/x.aci")).hasToString("/a/x.aci");
    assertThat(ImageReference.parse("./x.aci")).hasToString("./x.aci");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":1.0",
        "example.com/app:",
        "Example.com/app",
        "example.com/app,os",
        "example.com/app:1,version=2",
        "sha512-12ab",
        "ftp://h/x.aci",
        "http://",
        "https://user:secret@h/x.aci",
        "file://host/x.aci",
        "file:x.aci",
        "a\u0000b"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text))
        .isInstanceOf(InvalidReferenceException.class);
  }

  @Test
  void simpleDiscoveryRendersEachPrefix() {
    SimpleDiscovery discovery =
        new SimpleDiscovery(List.of("https://", "file:///images/", "http://mirror:8080/acis/"));
    ImageReference.ByName named =
        new ImageReference.ByName(
            AcIdentifier.parse("example.com/app"), Labels.of("arch", "i386", "os", "linux"));
    assertThat(discovery.locations(named.query()).stream().map(URI::toString))
        .containsExactly(
            "https://example.com/app-latest-linux-i386.aci",
            "file:///images/example.com/app-latest-linux-i386.aci",
            "http://mirror:8080/acis/example.com/app-latest-linux-i386.aci");
    assertThatThrownBy(() -> new SimpleDiscovery(List.of("hdfs://x/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thePlatformIsThisMachinesUnlessAsked() {
    AcIdentifier name = AcIdentifier.parse("a");
    assertThat(new ImageReference.ByName(name, Labels.NONE).query().platform().get(Labels.OS))
        .contains("linux");
    Labels asked = Labels.of("os", "freebsd");
    assertThat(new ImageReference.ByName(name, asked).query().platform().get(Labels.OS)).isEmpty();
  }
}
