package io.mesosappc.appc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesosappc.appc.discovery.Candidate;
import io.mesosappc.appc.discovery.DiscoveryConfig;
import io.mesosappc.appc.discovery.DiscoveryResult;
import io.mesosappc.appc.discovery.ImageReference;
import io.mesosappc.appc.discovery.InvalidReferenceException;
import io.mesosappc.appc.discovery.SearchPlace;
import io.mesosappc.appc.docker.ConvertedImage;
import io.mesosappc.appc.docker.DockerConfig;
import io.mesosappc.appc.docker.DockerConverter;
import io.mesosappc.appc.docker.DockerSource;
import io.mesosappc.appc.docker.Selection;
import io.mesosappc.appc.image.AciBuilder;
import io.mesosappc.appc.image.AciContents;
import io.mesosappc.appc.image.AciReader;
import io.mesosappc.appc.image.AciWriter;
import io.mesosappc.appc.image.AttributeSource;
import io.mesosappc.appc.image.BuildOptions;
import io.mesosappc.appc.image.ImageCheck;
import io.mesosappc.appc.image.ImageFormatException;
import io.mesosappc.appc.image.ImageLimits;
import io.mesosappc.appc.image.SpecialFiles;
import io.mesosappc.appc.provision.ProvisionConfig;
import io.mesosappc.appc.provision.ProvisionException;
import io.mesosappc.appc.provision.ProvisionedImage;
import io.mesosappc.appc.provision.Provisioner;
import io.mesosappc.appc.render.DependencyException;
import io.mesosappc.appc.render.FileCloner;
import io.mesosappc.appc.render.ImageResolver;
import io.mesosappc.appc.render.RenderLimits;
import io.mesosappc.appc.render.Renderer;
import io.mesosappc.appc.schema.AcIdentifier;
import io.mesosappc.appc.schema.App;
import io.mesosappc.appc.schema.Dependency;
import io.mesosappc.appc.schema.ImageId;
import io.mesosappc.appc.schema.ImageManifest;
import io.mesosappc.appc.schema.ImageQuery;
import io.mesosappc.appc.schema.InvalidManifestException;
import io.mesosappc.appc.schema.Labels;
import io.mesosappc.appc.schema.ManifestReader;
import io.mesosappc.appc.schema.NamePrefix;
import io.mesosappc.appc.schema.PodManifest;
import io.mesosappc.appc.schema.RuntimeApp;
import io.mesosappc.appc.store.Expectation;
import io.mesosappc.appc.store.GcPolicy;
import io.mesosappc.appc.store.GcReport;
import io.mesosappc.appc.store.ImageInUseException;
import io.mesosappc.appc.store.ImageLease;
import io.mesosappc.appc.store.ImageMismatchException;
import io.mesosappc.appc.store.ImageStore;
import io.mesosappc.appc.store.NoSuchImageException;
import io.mesosappc.appc.store.References;
import io.mesosappc.appc.store.StoredImage;
import io.mesosappc.appc.trust.Fingerprint;
import io.mesosappc.appc.trust.ImageVerifier;
import io.mesosappc.appc.trust.KeyMaterialException;
import io.mesosappc.appc.trust.KeyStore;
import io.mesosappc.appc.trust.TrustDecision;
import io.mesosappc.appc.trust.TrustPolicy;
import io.mesosappc.appc.trust.UntrustedImageException;
import io.mesosappc.appc.trust.VerifiedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/library.md, which quotes them from here, and what comes of them. */
class LibraryExampleTest {
  private static final AcIdentifier HELLO = AcIdentifier.parse("example.com/hello");
  private static final String ABSENT = "sha512-" + "0".repeat(128);

  // Examples from here on.

  /** What a provisioned image is, and where its files are. */
  static ProvisionedImage provision(Path store, Path images, String reference)
      throws IOException, InvalidReferenceException, ProvisionException, InterruptedException {
    TrustPolicy unsigned = new TrustPolicy(List.of(NamePrefix.parse("example.com/hello")));
    ProvisionConfig config = ProvisionConfig.of(store, List.of(images), unsigned);
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      return provisioner.provisionFor("task/1", ImageReference.parse(reference), false);
    }
  }

  /** What to do about an image that cannot be had. */
  static String advice(ProvisionException failure) {
    return switch (failure.reason()) {
      case UNREACHABLE -> "try again later";
      case UNTRUSTED, ENCRYPTED, FORBIDDEN -> "ask the operator";
      case NOT_FOUND, MISMATCH -> "look at the name, the labels and the ID";
      case INVALID_IMAGE, DEPENDENCIES -> "tell who made the image";
      case STORE -> "look at the store's file system";
    };
  }

  /** What an image runs, from its manifest. */
  static List<String> command(byte[] manifest) throws InvalidManifestException {
    int maxBytes = 4 << 20;
    ImageManifest image = new ManifestReader(maxBytes).read(manifest);
    return image.app().map(App::exec).orElse(List.of());
  }

  /** The names of a pod's apps. */
  static List<String> apps(byte[] manifest) throws InvalidManifestException {
    PodManifest pod = new ManifestReader(4 << 20).readPod(manifest);
    return pod.apps().stream().map(RuntimeApp::name).map(Object::toString).toList();
  }

  /** Where a manifest is wrong: all of it, not just the first place. */
  static List<String> wrongPlaces(byte[] manifest) {
    return new ManifestReader(4 << 20)
        .check(manifest).problems().stream().map(InvalidManifestException::path).toList();
  }

  /** Builds an image of a directory that has nothing but {@code rootfs} in it. */
  static ImageId build(Path layout, Path archive) throws IOException {
    App app = App.of(List.of("/bin/hello"), "0", "0");
    ImageManifest manifest =
        ImageManifest.of(
            AcIdentifier.parse("example.com/hello"),
            Labels.of("version", "1.0.0", "os", "linux"),
            Optional.of(app));
    BuildOptions reproducible =
        BuildOptions.DEFAULT
            .withManifest(manifest)
            .withRootOwned(true)
            .withLatestTime(Instant.EPOCH);
    return new AciBuilder(ImageLimits.DEFAULT, AttributeSource.USER)
        .build(layout, archive, reproducible)
        .id();
  }

  /** Unpacks an image into a new directory. */
  static AciContents unpack(Path archive, Path directory) throws IOException {
    Files.createDirectory(directory);
    AciReader reader = new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED);
    return reader.extract(Files.newInputStream(archive), directory);
  }

  /** All that is wrong with an archive, a layout or a manifest, a sentence each. */
  static List<String> problems(Path file) throws IOException {
    return new ImageCheck(ImageLimits.DEFAULT).check(file).problems();
  }

  /** Where an image may be: nothing of it is fetched. */
  static List<URI> locations(Provisioner provisioner, String name)
      throws InvalidReferenceException, InterruptedException {
    if (!(ImageReference.parse(name) instanceof ImageReference.ByName named)) {
      throw new IllegalArgumentException(name + " is not found by name");
    }
    DiscoveryResult found = provisioner.discovery().discover(named.query(), false);
    return found.candidates().stream().map(Candidate::image).toList();
  }

  /** Trusts a key for all images below a name, if it is the one that its owner told us of. */
  static void trust(KeyStore keys, byte[] material, String expected)
      throws KeyMaterialException, IOException {
    Fingerprint found = keys.inspect(material).fingerprint();
    if (!found.equals(Fingerprint.parse(expected))) {
      throw new IllegalArgumentException("the key is " + found + ", not " + expected);
    }
    keys.add(NamePrefix.parse("example.com"), material);
  }

  /** Who signed an archive. Bytes that are read before the end are hashed on their way. */
  static String signer(KeyStore keys, Path archive, Path signature, AcIdentifier name)
      throws IOException, UntrustedImageException {
    ImageVerifier verifier = new ImageVerifier(keys, TrustPolicy.STRICT, InstantSource.system());
    try (InputStream signed = Files.newInputStream(signature);
        VerifiedInput bytes = verifier.open(Files.newInputStream(archive), Optional.of(signed))) {
      TrustDecision decision = bytes.finish(name);
      return decision.describe();
    }
  }

  /** Opens a store, and makes it if it is not there. */
  static ImageStore open(Path directory) throws IOException {
    return ImageStore.open(directory, new AciReader(ImageLimits.DEFAULT, SpecialFiles.SKIPPED));
  }

  /** Takes an archive in and keeps it, whoever made it, if it is what its name says. */
  static StoredImage keep(ImageStore store, Path archive, ImageQuery wanted)
      throws IOException, ImageMismatchException {
    Expectation expected = new Expectation(Optional.empty(), Optional.of(wanted));
    StoredImage image = store.importImage(Files.newInputStream(archive), expected);
    store.pin(Set.of(image.id()), "task/1");
    return image;
  }

  /** Removes the longest unused images until the others take 20 GiB at most. */
  static long shrink(ImageStore store) throws IOException {
    GcPolicy policy = GcPolicy.NONE.withMostBytes(20L << 30).withGrace(Duration.ofHours(1));
    GcReport report = store.collectGarbage(policy, References.NONE);
    return report.freedBytes();
  }

  /** The layers of an image whose dependencies the store has; they stay while the lease is open. */
  static List<Path> layers(ImageStore store, StoredImage image, ImageLease lease)
      throws IOException, DependencyException, InterruptedException {
    ImageResolver fromStore =
        new ImageResolver() {
          @Override
          public StoredImage resolve(Dependency dependency) throws DependencyException {
            ImageQuery query =
                new ImageQuery(dependency.imageName(), dependency.labels(), Labels.NONE);
            try {
              ImageId id = store.find(query).map(StoredImage::id).orElseThrow(this::missing);
              return lease.hold(id).orElseThrow(this::missing);
            } catch (IOException e) {
              throw new DependencyException(String.valueOf(e.getMessage()), e);
            }
          }

          private IOException missing() {
            return new IOException("the store does not have it");
          }

          @Override
          public Set<Long> sizes(StoredImage found) {
            return Set.of();
          }
        };
    lease.hold(image.id());
    return new Renderer(store, FileCloner.NONE, RenderLimits.DEFAULT)
        .render(image, fromStore)
        .layers();
  }

  /** Writes a Docker or OCI image as an image archive; says what of it was left out or changed. */
  static List<String> convert(String source, Path archive, Path temporary) throws IOException {
    DockerConverter converter = new DockerConverter(DockerConfig.in(temporary));
    try (ConvertedImage image = converter.convert(DockerSource.parse(source), Selection.current());
        InputStream bytes = image.open()) {
      Files.copy(bytes, archive);
      return image.notes();
    }
  }

  // Examples end here.

  @TempDir Path temporary;
  private Path archive;

  @BeforeEach
  void build() throws Exception {
    Path layout = temporary.resolve("layout");
    Files.createDirectories(layout.resolve("rootfs/bin"));
    Files.writeString(layout.resolve("rootfs/bin/hello"), "#!/bin/sh\necho hello\n");
    archive = Files.createDirectory(temporary.resolve("images")).resolve("hello.aci");
    build(layout, archive);
  }

  @Test
  void everyBlockOfTheDocumentIsCodeOfThisFile() throws Exception {
    Path root = Path.of(System.getProperty("mesosappc.root", ".."));
    String source =
        spaced(
            Files.readString(
                root.resolve("appc/src/test/java/io/mesosappc/appc/LibraryExampleTest.java")));
    String examples =
        source.substring(
            source.indexOf("// Examples from here on."), source.indexOf("// Examples end here."));
    String document = Files.readString(root.resolve("docs/library.md"));
    List<String> blocks =
        Pattern.compile("(?ms)^```java\n(.*?)^```$")
            .matcher(document)
            .results()
            .map((MatchResult block) -> spaced(block.group(1)))
            .toList();
    assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(examples).contains(block));
    // And the other way round: no example is left out.
    assertThat(String.join(" ", blocks).length())
        .isEqualTo(examples.length() - "// Examples from here on. ".length() - 1);
  }

  private static String spaced(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  @Test
  void anImageIsProvisionedAndKept() throws Exception {
    Path directory = temporary.resolve("store");
    ProvisionedImage image = provision(directory, archive.getParent(), "example.com/hello:1.0.0");
    assertThat(image.layers().get(0).resolve("bin/hello")).hasContent("#!/bin/sh\necho hello\n");
    assertThat(open(directory).pins()).hasSize(1);
    assertThatThrownBy(() -> provision(directory, archive.getParent(), ABSENT))
        .isInstanceOfSatisfying(
            ProvisionException.class,
            e -> assertThat(advice(e)).isEqualTo("look at the name, the labels and the ID"));
  }

  @Test
  void manifestsAreReadAndChecked() throws Exception {
    String json =
        ImageManifest.of(HELLO, Labels.NONE, Optional.of(App.of(List.of("/a", "b"), "0", "0")))
            .toJson();
    assertThat(command(json.getBytes(StandardCharsets.UTF_8))).containsExactly("/a", "b");
    byte[] wrong = json.replace("[\"/a\",\"b\"]", "7").getBytes(StandardCharsets.UTF_8);
    byte[] worse =
        new String(wrong, StandardCharsets.UTF_8)
            .replace("example.com/hello", "Hello")
            .getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> command(worse)).isInstanceOf(InvalidManifestException.class);
    assertThat(wrongPlaces(worse)).containsExactly("$.name", "$.app.exec");
    String pod =
        "{\"acVersion\":\"0.8.11\",\"acKind\":\"PodManifest\",\"apps\":[{\"name\":\"web\","
            + "\"image\":{\"id\":\"sha512-"
            + "0".repeat(128)
            + "\"}}]}";
    assertThat(apps(pod.getBytes(StandardCharsets.UTF_8))).containsExactly("web");
  }

  @Test
  void imagesAreBuiltReadAndChecked() throws Exception {
    Path again = temporary.resolve("again.aci");
    ImageId id = build(temporary.resolve("layout"), again);
    assertThat(again).hasSameBinaryContentAs(archive);
    AciContents contents = unpack(archive, temporary.resolve("unpacked"));
    assertThat(contents.id()).isEqualTo(id);
    assertThat(temporary.resolve("unpacked/rootfs/bin/hello")).exists();
    assertThat(problems(archive)).isEmpty();
    Path broken = Files.writeString(temporary.resolve("broken.aci"), "no image");
    assertThat(problems(broken)).hasSize(1);
    assertThatThrownBy(() -> unpack(broken, temporary.resolve("other")))
        .isInstanceOf(ImageFormatException.class);
  }

  @Test
  void locationsAreFoundByName() throws Exception {
    ProvisionConfig plain =
        ProvisionConfig.of(
            temporary.resolve("store"), List.of(archive.getParent()), TrustPolicy.STRICT);
    DiscoveryConfig offline =
        new DiscoveryConfig(
            List.of(SearchPlace.LOCAL, SearchPlace.SIMPLE),
            List.of("https://"),
            List.of(),
            Duration.ZERO,
            Duration.ZERO,
            1 << 20);
    ProvisionConfig config =
        new ProvisionConfig(
            plain.directory(),
            new ProvisionConfig.Sources(List.of(archive.getParent()), offline),
            plain.network(),
            plain.trust(),
            Map.of(),
            plain.limits());
    try (Provisioner provisioner =
        Provisioner.open(config, SpecialFiles.SKIPPED, FileCloner.NONE)) {
      assertThat(locations(provisioner, "example.com/hello:1.0.0,os=linux,arch=amd64"))
          .contains(URI.create("https://example.com/hello-1.0.0-linux-amd64.aci"));
      assertThat(locations(provisioner, "example.com/hello:1.0.0")).contains(archive.toUri());
      assertThatThrownBy(() -> locations(provisioner, "/some/file.aci"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keysAreTrustedAndSignaturesChecked() throws Exception {
    KeyStore keys =
        new KeyStore(List.of(), temporary.resolve("trustedkeys"), InstantSource.system());
    byte[] key = resource("key.asc");
    String fingerprint = keys.inspect(key).fingerprint().toString();
    Path signed = Files.writeString(temporary.resolve("signed.aci"), "an image archive");
    Path signature = Files.write(temporary.resolve("signed.aci.asc"), resource("archive.asc"));
    assertThatThrownBy(() -> signer(keys, signed, signature, HELLO))
        .isInstanceOf(UntrustedImageException.class);
    assertThatThrownBy(() -> trust(keys, key, "0".repeat(40)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(keys.list().keys()).isEmpty();
    trust(keys, key, fingerprint);
    assertThat(signer(keys, signed, signature, HELLO)).contains(fingerprint, "example.com");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = LibraryExampleTest.class.getResourceAsStream("/trust/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void imagesAreStoredAndRendered() throws Exception {
    ImageStore store = open(temporary.resolve("store"));
    ImageQuery query = new ImageQuery(HELLO, Labels.of("version", "1.0.0"), Labels.NONE);
    StoredImage image = keep(store, archive, query);
    assertThat(store.find(query)).contains(image);
    assertThat(shrink(store)).isZero();
    ImageQuery other = new ImageQuery(HELLO, Labels.of("version", "2.0.0"), Labels.NONE);
    assertThatThrownBy(() -> keep(store, archive, other))
        .isInstanceOf(ImageMismatchException.class);
    Path above = temporary.resolve("above.aci");
    new AciWriter(above(HELLO)).file("/above", 0644, new byte[1]).write(above, true);
    StoredImage top = store.importImage(Files.newInputStream(above), Expectation.NONE);
    try (ImageLease lease = store.lease()) {
      assertThat(layers(store, top, lease)).hasSize(2).endsWith(image.rootfs());
      assertThatThrownBy(() -> store.remove(top.id(), References.NONE))
          .isInstanceOf(ImageInUseException.class);
    }
    store.unpin("task/1");
    store.remove(image.id(), References.NONE);
    assertThatThrownBy(() -> store.export(image.id(), new ByteArrayOutputStream()))
        .isInstanceOf(NoSuchImageException.class);
    try (ImageLease lease = store.lease()) {
      assertThatThrownBy(() -> layers(store, top, lease))
          .isInstanceOf(DependencyException.class)
          .hasMessageContaining("the store does not have it");
    }
  }

  private static ImageManifest above(AcIdentifier below) {
    ImageManifest plain =
        ImageManifest.of(AcIdentifier.parse("example.com/above"), Labels.NONE, Optional.empty());
    return new ImageManifest(
        plain.acKind(),
        plain.acVersion(),
        plain.name(),
        plain.labels(),
        plain.app(),
        List.of(new Dependency(below, Optional.empty(), Labels.NONE, Optional.empty())),
        plain.pathWhitelist(),
        plain.annotations(),
        plain.unknownFields());
  }

  @Test
  void anOciImageIsConverted() throws Exception {
    Path layout = Files.createDirectories(temporary.resolve("oci"));
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(layer)) {
      TarArchiveEntry entry = new TarArchiveEntry("hello");
      entry.setSize(2);
      tar.putArchiveEntry(entry);
      tar.write("hi".getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
    }
    String kind = "application/vnd.oci.image.";
    String blob = blob(layout, kind + "layer.v1.tar", layer.toByteArray());
    String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String config =
        "{'os':'linux','architecture':'%s','config':{'Cmd':['/hello'],'Hostname':'h'},'rootfs':{'type':'layers','diff_ids':['%s']}}"
            .formatted(arch, digest(layer.toByteArray()));
    String manifest =
        "{'schemaVersion':2,'config':%s,'layers':[%s]}"
            .formatted(blob(layout, kind + "config.v1+json", json(config)), blob);
    String index =
        "{'schemaVersion':2,'manifests':[%s]}"
            .formatted(blob(layout, kind + "manifest.v1+json", json(manifest)));
    Files.write(layout.resolve("index.json"), json(index));
    Files.write(layout.resolve("oci-layout"), json("{'imageLayoutVersion':'1.0.0'}"));

    Path converted = temporary.resolve("converted.aci");
    List<String> notes = convert("oci:" + layout, converted, temporary.resolve("layers"));
    assertThat(notes).containsExactly("Hostname has no counterpart in an image manifest: left out");
    AciContents contents = unpack(converted, temporary.resolve("unpacked"));
    assertThat(contents.manifest().app().map(App::exec)).contains(List.of("/hello"));
    assertThat(temporary.resolve("unpacked/rootfs/hello")).hasContent("hi");
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static String digest(byte[] content) throws Exception {
    return "sha256:"
        + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static String blob(Path layout, String kind, byte[] content) throws Exception {
    Path file = layout.resolve("blobs").resolve(digest(content).replace(':', '/'));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return "{'mediaType':'%s','digest':'%s','size':%d}"
        .formatted(kind, digest(content), content.length);
  }
}
