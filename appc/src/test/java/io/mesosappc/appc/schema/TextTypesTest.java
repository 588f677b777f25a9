package io.mesosappc.appc.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTypesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database",
        "example.com/database",
        "example.com/~user/app_v1",
        "a-b.c_d~e/f",
        "0"
      })
  void identifiersOfTheSpecificationAreAccepted(String text) {
    assertThat(AcIdentifier.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-a", "a-", "A", "a--b", "a b", "é", "a/", "/a", "a:1", "a\u0000", "a/../b", "a~~b",
        "a/~"
      })
  void badIdentifiersAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AcIdentifier.parse(text));
  }

  @Test
  void namesWithManyPartsDoNotOverflowTheStack() {
    String name = "a" + "-a".repeat(500_000);
    assertThat(AcName.parse(name).value()).hasSize(1_000_001);
    assertThatIllegalArgumentException().isThrownBy(() -> AcName.parse("a.b"));
  }

  @Test
  void versionsSortAsSemVerSays() {
    List<String> ascending =
        List.of(
            "0.9.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0+build",
            "1.2.0",
            "1.10.0",
            "99999999999999999999.0.0");
    List<AcVersion> versions = ascending.stream().map(AcVersion::parse).toList();
    assertThat(versions).isSorted();
    assertThat(versions.stream().map(AcVersion::toString)).isEqualTo(ascending);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.0",
        "01.0.0",
        "1.0.0-",
        "1.0.0-01",
        "1.0.0-a..b",
        "1.0.0+",
        "v1.0.0",
        "1.0.0\n"
      })
  void badVersionsAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AcVersion.parse(text));
  }

  @Test
  void imageIdsReadAndPrint() {
    String id = "sha512-" + "0a".repeat(64);
    assertThat(ImageId.parse(id)).hasToString(id);
    assertThat(ImageId.parse("sha512-" + "0A".repeat(64))).hasToString(id);
    assertThat(ImageId.ofDigest(new byte[64])).hasToString("sha512-" + "00".repeat(64));
    for (String bad :
        List.of(
            "", "sha512-", id + "0", "sha256-" + "0a".repeat(64), "sha512-" + "0g".repeat(64))) {
      assertThatIllegalArgumentException().isThrownBy(() -> ImageId.parse(bad));
    }
  }

  @Test
  void labelsReadAndPrint() {
    assertThat(Labels.parse("version=1,os=linux")).hasToString("version=1,os=linux");
    assertThat(Labels.parse("")).isEqualTo(Labels.NONE);
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.parse("version"));
    assertThatIllegalArgumentException().isThrownBy(() -> Labels.parse("a=1,a=2"));
  }

  @Test
  void everyPlatformOfTheTableIsKnown() {
    for (String pair :
        List.of("linux/amd64", "linux/i386", "linux/aarch64", "freebsd/arm", "darwin/x86_64")) {
      int slash = pair.indexOf('/');
      Labels labels = Labels.of("os", pair.substring(0, slash), "arch", pair.substring(slash + 1));
      assertThat(labels.requireKnownPlatform()).isSameAs(labels);
    }
  }

  @Test
  void queriesMatchAskedLabelsStrictlyAndPlatformOnlyAgainstContradiction() {
    ImageManifest any = manifest(Labels.of("version", "1"));
    ImageManifest arm = manifest(Labels.of("version", "1", "os", "linux", "arch", "aarch64"));
    Labels platform = Labels.of("os", "linux", "arch", "amd64");
    AcIdentifier name = AcIdentifier.parse("a");

    assertThat(new ImageQuery(name, Labels.NONE, platform).matches(any)).isTrue();
    assertThat(new ImageQuery(name, Labels.of("version", "1"), platform).matches(any)).isTrue();
    assertThat(new ImageQuery(name, Labels.of("version", "2"), platform).mismatch(any))
        .contains("its label version is 1, asked was version=2");
    assertThat(new ImageQuery(name, Labels.of("os", "linux"), Labels.NONE).matches(any)).isFalse();
    assertThat(new ImageQuery(name, Labels.NONE, platform).matches(arm)).isFalse();
    assertThat(new ImageQuery(AcIdentifier.parse("b"), Labels.NONE, platform).matches(any))
        .isFalse();
  }

  private static ImageManifest manifest(Labels labels) {
    return ImageManifest.of(AcIdentifier.parse("a"), labels, Optional.empty());
  }
}
