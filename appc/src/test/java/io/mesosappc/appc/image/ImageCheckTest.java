package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageCheckTest {
  private final Path temporary;

  ImageCheckTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  private CheckedFile check(byte[] content) throws IOException {
    return new ImageCheck(ImageLimits.DEFAULT)
        .check(Files.write(temporary.resolve("file"), content));
  }

  @Test
  void aSoundArchiveHasNoProblemsAndTheIdOfItsImport() throws Exception {
    byte[] tar = RawTar.image().file("rootfs/a", "x").link("rootfs/b", '1', "rootfs/a").bytes();
    CheckedFile check = check(HostileArchiveTest.gzip(tar));
    assertThat(check.kind()).isEqualTo(FileKind.IMAGE_ARCHIVE);
    assertThat(check.problems()).isEmpty();
    AciContents contents =
        new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
            .extract(
                Files.newInputStream(temporary.resolve("file")),
                Files.createDirectory(temporary.resolve("target")));
    assertThat(check.id()).contains(contents.id());
  }

  @Test
  void everyProblemOfAnArchiveIsListed() throws Exception {
    CheckedFile check =
        check(
            new RawTar()
                .file("README", "x")
                .file(
                    "manifest",
                    "{\"acKind\":\"ImageManifest\",\"acVersion\":\"1.0\",\"name\":\"A\"}")
                .file("rootfs/a", "x")
                .file("rootfs/a", "y")
                .file("rootfs/../b", "z")
                .link("rootfs/c", '1', "rootfs/nothing")
                .bytes());
    assertThat(check.kind()).isEqualTo(FileKind.IMAGE_ARCHIVE);
    assertThat(check.problems()).hasSize(7);
    assertThat(String.join("\n", check.problems()))
        .contains("\"README\"", "$.acVersion", "$.name", "twice", "\"..\"", "hard link", "rootfs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"acKind":"ImageManifest","acVersion":"0.8.11","name":"a"} | IMAGE_MANIFEST | 0
          {"acKind":"ImageManifest","acVersion":"x","name":"A"}      | IMAGE_MANIFEST | 2
          {"acKind":"PodManifest","acVersion":"0.8.11","apps":[]}    | POD_MANIFEST   | 0
          {"acKind":"Other"}                                         | UNKNOWN        | 1
          hello                                                      | UNKNOWN        | 1
          """)
  void manifestsAreToldByTheirContent(String text, FileKind kind, int problems) throws Exception {
    CheckedFile check = check(text.getBytes(StandardCharsets.UTF_8));
    assertThat(check.kind()).isEqualTo(kind);
    assertThat(check.problems()).hasSize(problems);
    assertThat(check.valid()).isEqualTo(problems == 0);
  }

  @Test
  void whatIsNeitherIsUnknown() throws Exception {
    assertThat(check(new byte[0]).problems()).containsExactly("the file is empty");
    CheckedFile check = check(new byte[] {(byte) 0x8c, 0x0d, 4, 9});
    assertThat(check.kind()).isEqualTo(FileKind.UNKNOWN);
    assertThat(check.problems().get(0)).contains("encrypted");
  }

  @Test
  void layoutsAreCheckedToo() throws Exception {
    Path layout = Files.createDirectory(temporary.resolve("layout"));
    ImageCheck checks = new ImageCheck(ImageLimits.DEFAULT);
    Files.writeString(layout.resolve("README"), "x");
    assertThat(checks.check(layout).problems()).hasSize(3);
    Files.delete(layout.resolve("README"));
    Files.createDirectory(layout.resolve("rootfs"));
    Files.writeString(layout.resolve("manifest"), RawTar.MANIFEST);
    assertThat(checks.check(layout).kind()).isEqualTo(FileKind.IMAGE_LAYOUT);
    assertThat(checks.check(layout).valid()).isTrue();
  }
}
