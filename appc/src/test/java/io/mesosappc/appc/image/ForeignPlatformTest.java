package io.mesosappc.appc.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unpacks images on file systems that are not like those the images come from. */
class ForeignPlatformTest {

  private static AciContents extract(FileSystem system, String directory, RawTar tar)
      throws IOException {
    Path target = Files.createDirectories(system.getPath(directory));
    return new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED)
        .extract(new ByteArrayInputStream(tar.bytes()), target);
  }

  @Test
  void plainImagesUnpackOnWindowsAndMacOs() throws Exception {
    RawTar tar =
        RawTar.image()
            .directory("rootfs/bin")
            .file("rootfs/bin/sh", "shell")
            .link("rootfs/bin/ash", '1', "rootfs/bin/sh")
            .link("rootfs/bin/bash", '2', "sh");
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
        FileSystem macOs = Jimfs.newFileSystem(Configuration.osX())) {
      AciContents onWindows = extract(windows, "C:\\image", tar);
      AciContents onMacOs = extract(macOs, "/image", tar);
      assertThat(onWindows.id()).isEqualTo(onMacOs.id());
      assertThat(windows.getPath("C:\\image\\rootfs\\bin\\ash")).hasContent("shell");
      assertThat(macOs.getPath("/image/rootfs/bin/bash")).hasContent("shell");
      try (var left = Files.list(macOs.getPath("/image"))) {
        assertThat(left.map(p -> p.getFileName().toString()))
            .containsExactlyInAnyOrder("manifest", "rootfs");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/image", "C:\\image"})
  void namesThatDifferByCaseDoNotOverwriteEachOther(String target) throws Exception {
    Configuration configuration =
        target.startsWith("/") ? Configuration.osX() : Configuration.windows();
    try (FileSystem system = Jimfs.newFileSystem(configuration)) {
      assertThatThrownBy(
              () ->
                  extract(
                      system,
                      target,
                      RawTar.image().file("rootfs/Makefile", "1").file("rootfs/makefile", "2")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("rootfs/makefile")
          .hasMessageContaining("the same as rootfs/Makefile");
      assertThat(system.getPath(target, "rootfs", "Makefile")).hasContent("1");
    }
  }

  @Test
  void directoriesThatDifferByCaseAreNotMerged() throws Exception {
    try (FileSystem system = Jimfs.newFileSystem(Configuration.osX())) {
      assertThatThrownBy(
              () ->
                  extract(
                      system,
                      "/image",
                      RawTar.image()
                          .link("rootfs/Etc", '2', "/private")
                          .file("rootfs/etc/passwd", "x")))
          .hasMessageContaining("rootfs/etc")
          .hasMessageContaining("the same as rootfs/Etc");
    }
  }

  @Test
  void twoFormsOfOneLetterAreOneFileOnMacOs() throws Exception {
    RawTar tar =
        RawTar.image()
            .pax(RawTar.record("path", "rootfs/\u00e9"))
            .file("rootfs/1", "1")
            .pax(RawTar.record("path", "rootfs/e\u0301"))
            .file("rootfs/2", "2");
    try (FileSystem system = Jimfs.newFileSystem(Configuration.osX())) {
      assertThatThrownBy(() -> extract(system, "/image", tar)).hasMessageContaining("the same as");
    }
    try (FileSystem system = Jimfs.newFileSystem(Configuration.unix())) {
      assertThat(extract(system, "/image", tar).entries()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..\\..\\escape", "C:\\x", "a:b", "nul", "COM1.txt", "a.", "a ", "what?", "a\tb"})
  void namesThatMeanSomethingElseOnWindowsAreRefused(String name) throws Exception {
    RawTar tar = RawTar.image().file("rootfs/" + name, "x");
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      assertThatThrownBy(() -> extract(windows, "C:\\image", tar))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Windows has no file named");
    }
    try (FileSystem unix = Jimfs.newFileSystem(Configuration.unix())) {
      extract(unix, "/image", tar);
      assertThat(unix.getPath("/image", "rootfs", name)).hasContent("x");
    }
  }
}
