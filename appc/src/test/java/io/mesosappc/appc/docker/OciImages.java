package io.mesosappc.appc.docker;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes the blobs of OCI images by hand: any document can be put in, right or wrong. */
final class OciImages {
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  final Map<String, byte[]> blobs = new LinkedHashMap<>();

  /** Puts a blob in and describes it. */
  String add(String mediaType, byte[] content) {
    String digest = Digest.of(Digest.Algorithm.SHA256, content).toString();
    blobs.put(digest, content);
    return descriptor(mediaType, digest, content.length);
  }

  String add(String mediaType, String content) {
    return add(mediaType, content.getBytes(StandardCharsets.UTF_8));
  }

  static String descriptor(String mediaType, String digest, long size) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, digest, size);
  }

  static String digest(String descriptor) {
    try {
      return Document.parse("descriptor", descriptor.getBytes(StandardCharsets.UTF_8))
          .text("digest");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A descriptor with further members. */
  static String with(String descriptor, String members) {
    return descriptor.substring(0, descriptor.length() - 1) + "," + members + "}";
  }

  static String forPlatform(String descriptor, String os, String architecture, String variant) {
    return with(
        descriptor,
        "\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\",\"variant\":\"%s\"}"
            .formatted(os, architecture, variant));
  }

  static String called(String descriptor, String name) {
    return with(
        descriptor, "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}");
  }

  /** A whole image of uncompressed layers for linux/amd64. */
  String image(String runConfig, LayerTar... layers) {
    return image("amd64", runConfig, layers);
  }

  String image(String architecture, String runConfig, LayerTar... layers) {
    List<String> diffIds = new ArrayList<>();
    List<String> descriptors = new ArrayList<>();
    for (LayerTar layer : layers) {
      byte[] tar = layer.bytes();
      diffIds.add(Digest.of(Digest.Algorithm.SHA256, tar).toString());
      descriptors.add(add(LAYER, tar));
    }
    return manifest(add(CONFIG, config(architecture, runConfig, diffIds)), descriptors);
  }

  static String config(String architecture, String runConfig, List<String> diffIds) {
    String ids = diffIds.isEmpty() ? "" : "\"" + String.join("\",\"", diffIds) + "\"";
    return "{\"os\":\"linux\",\"architecture\":\"%s\",\"config\":%s,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
        .formatted(architecture, runConfig, ids);
  }

  String manifest(String config, List<String> layers) {
    return add(
        MediaType.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
            .formatted(MediaType.OCI_MANIFEST, config, String.join(",", layers)));
  }

  String index(String... descriptors) {
    return add(MediaType.OCI_INDEX, indexDocument(descriptors));
  }

  static String indexDocument(String... descriptors) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(MediaType.OCI_INDEX, String.join(",", descriptors));
  }

  /** The files of an OCI layout whose index holds the descriptors. */
  Map<String, byte[]> layout(String... descriptors) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
    files.put("index.json", indexDocument(descriptors).getBytes(StandardCharsets.UTF_8));
    blobs.forEach((digest, content) -> files.put("blobs/" + digest.replace(':', '/'), content));
    return files;
  }

  DockerSource layout(Path directory, String... descriptors) {
    try {
      for (Map.Entry<String, byte[]> file : layout(descriptors).entrySet()) {
        Path path = directory.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return DockerSource.parse("oci:" + directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] zstd(byte[] plain) {
    return Zstd.compress(plain);
  }
}
