package io.mesosappc.containerizer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.image.AciBuilder;
import io.mesosappc.appc.image.AttributeSource;
import io.mesosappc.appc.image.BuildOptions;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.containerizer.config.DaemonConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSettingsTest {
  /** The ratio of an archive is looked at once it has this length. */
  private static final int LOOKED_AT = 64 << 20;

  @TempDir private Path directory;

  @Test
  void everyLimitIsTheLibrarysUnlessItIsConfigured() throws Exception {
    assertThat(settings("").limits())
        .isEqualTo(ImageLimits.DEFAULT.withUncompressedBytes(16L << 30));
    assertThat(
            settings(
                    "max_image_size: 1MB, max_compression_ratio: 3, max_entries: 4,"
                        + " max_path_length: 300, max_manifest_size: 1GB")
                .limits())
        .isEqualTo(
            ImageLimits.DEFAULT
                .withUncompressedBytes(1 << 20)
                .withRatio(3)
                .withEntries(4)
                .withNameBytes(300)
                .withManifestBytes(1 << 30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_image_size: 2KB | larger than the limit of 2048 bytes",
        "max_entries: 2 | more entries than the limit of 2",
        "max_path_length: 255 | longer than the limit of 255 bytes",
        "max_manifest_size: 1KB | more than the limit of 1024"
      })
  void aSmallerLimitRefusesAnImageThatTheDefaultsLetIn(String limit, String reason)
      throws Exception {
    Path aci = built("x".repeat(2000), "d".repeat(200) + "/" + "f".repeat(200), new byte[1]);
    assertThatThrownBy(() -> provision(limit, aci.toString()))
        .isInstanceOf(ProvisionException.class)
        .hasMessageContaining(reason);
    provision("", aci.toString());
  }

  @Test
  void aSmallerRatioRefusesAnImageThatTheDefaultsLetIn() throws Exception {
    byte[] hundredfold = new byte[LOOKED_AT + (1 << 20)];
    Random random = new Random(1);
    byte[] noise = new byte[600];
    for (int at = 0; at < hundredfold.length; at += 1 << 16) {
      random.nextBytes(noise);
      System.arraycopy(noise, 0, hundredfold, at, noise.length);
    }
    Path aci = built("", "zeros", hundredfold);
    assertThatThrownBy(() -> provision("max_compression_ratio: 20", aci.toString()))
        .isInstanceOf(ProvisionException.class)
        .hasMessageContaining("20 times");
    provision("", aci.toString());
  }

  @Test
  void registriesAreReachedThroughTheConfiguredProxy() throws Exception {
    try (RecordingProxy proxy = new RecordingProxy()) {
      String settings =
          "proxies: [\"http://%s\"], http_hosts: [plain.test]".formatted(proxy.name());
      assertThatThrownBy(() -> provision(settings, "docker://plain.test/team/app:1"))
          .isInstanceOf(ProvisionException.class);
      assertThatThrownBy(() -> provision(settings, "docker://secure.test/team/app:1"))
          .isInstanceOf(ProvisionException.class);
      assertThat(proxy.asked)
          .contains("GET http://plain.test/v2/team/app/manifests/1 HTTP/1.1")
          .contains("CONNECT secure.test:443 HTTP/1.1");
    }
  }

  @Test
  void eachHostOfARegistryIsDecidedByItself() throws Exception {
    ProxySelector proxies =
        registryProxies(
            "proxies: [\"http://127.0.0.1:81\", \"http://127.0.0.1:82\"], no_proxy: [\"*.lab\"]",
            Map.of("HTTPS_PROXY", "http://127.0.0.1:83"));
    assertThat(proxies.select(URI.create("http://registry.test/v2/"))).containsExactly(at(81));
    assertThat(proxies.select(URI.create("https://token.test/token"))).containsExactly(at(82));
    assertThat(proxies.select(URI.create("https://blobs.lab/x"))).containsExactly(Proxy.NO_PROXY);
  }

  @Test
  void registriesAreReachedThroughTheEnvironmentsProxyWhereNoneIsConfigured() throws Exception {
    ProxySelector proxies =
        registryProxies("", Map.of("HTTPS_PROXY", "http://127.0.0.1:83", "NO_PROXY", "near.test"));
    assertThat(proxies.select(URI.create("https://registry.test/v2/"))).containsExactly(at(83));
    assertThat(proxies.select(URI.create("https://near.test/v2/"))).containsExactly(Proxy.NO_PROXY);
  }

  private static Proxy at(int port) {
    return new Proxy(
        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private ProxySelector registryProxies(String images, Map<String, String> environment)
      throws Exception {
    return ImageSettings.of(configured(images), environment)
        .network()
        .registry()
        .proxies()
        .orElseThrow();
  }

  private Path built(String annotation, String file, byte[] content) throws IOException {
    Path layout = directory.resolve("layout");
    Path target = layout.resolve("rootfs").resolve(file);
    Files.createDirectories(target.getParent());
    Files.write(target, content);
    Files.writeString(
        layout.resolve("manifest"),
        """
        {"acKind": "ImageManifest", "acVersion": "0.8.11", "name": "example.com/demo",
         "annotations": [{"name": "note", "value": "%s"}]}
        """
            .formatted(annotation));
    Path aci = directory.resolve("demo.aci");
    new AciBuilder(ImageLimits.DEFAULT, AttributeSource.NONE)
        .build(layout, aci, BuildOptions.DEFAULT);
    return aci;
  }

  private void provision(String images, String reference) throws Exception {
    try (Provisioner provisioner =
        Provisioner.open(settings(images), SpecialFiles.SKIPPED, FileCloner.NONE)) {
      provisioner.provision(ImageReference.parse(reference), false);
    }
  }

  private ProvisionConfig settings(String images) throws Exception {
    return ImageSettings.of(configured(images), Map.of());
  }

  private DaemonConfig configured(String images) throws Exception {
    return DaemonConfig.load(
        Files.writeString(
            directory.resolve("config.yaml"),
            """
            run_dir: /tmp/run
            work_dir: %1$s/work
            images: {directories: [], credentials: [], docker_logins: %1$s/none, %2$s}
            trust: {keys: %1$s/keys, system_keys: [], unsigned: ["*"]}
            """
                .formatted(directory, images)));
  }

  /**
   * A proxy that writes down what it is asked, and has nothing. Owns one thread, which ends with
   * {@link #close}.
   */
  private static final class RecordingProxy implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "recording-proxy");

    RecordingProxy() throws IOException {
      thread.start();
    }

    String name() {
      return "127.0.0.1:" + server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept();
            BufferedReader in =
                new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream()) {
          asked.add(String.valueOf(in.readLine()));
          for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
            line = in.readLine();
          }
          out.write(
              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          // The test is over, or the other side hung up: what matters was written down.
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
