package io.mesosappc.appc.trust;

import io.mesosappc.appc.schema.NamePrefix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trusted keys: one file a key, in the directories of the system and in that of the operator,
 * laid out as rkt does. Files are read anew for each use, so an operator may as well copy and
 * delete them; an empty file in the operator's directory takes the trust away that an earlier
 * directory, or a shorter prefix, gave to the key of that name. Thread-safe.
 */
public final class KeyStore {
  private static final String ARMOR = "PGP PUBLIC KEY BLOCK";

  private final List<KeyDirectory> directories = new ArrayList<>();
  private final KeyDirectory local;
  private final InstantSource clock;

  /** Keys that were proven, by the bytes of their files; it holds what the last look found. */
  private Map<ByteBuffer, Certificate> proven = new HashMap<>();

  /**
   * Directories, none of which need exist.
   *
   * @param system such as {@code /usr/lib/rkt/trustedkeys}; later ones win
   * @param local the one that this may write to, such as {@code /etc/mesos-appc/trustedkeys}; made
   *     when the first key is added
   * @param clock tells which keys have expired, for those who are shown them
   */
  public KeyStore(List<Path> system, Path local, InstantSource clock) {
    system.forEach(each -> directories.add(new KeyDirectory(each, Place.SYSTEM)));
    this.local = new KeyDirectory(local, Place.LOCAL);
    this.directories.add(this.local);
    this.clock = clock;
  }

  /**
   * What a public key says about itself, for a person to look at before {@link #add}.
   *
   * @param material armored or binary, at most 1 MiB
   * @throws KeyMaterialException when it is not exactly one sound public key
   */
  public PublicKeyFacts inspect(byte[] material) throws KeyMaterialException {
    return Certificate.parse(material).facts(clock.instant());
  }

  /**
   * Trusts a key for images from now on; an older copy of the key for the same images is replaced.
   * A key that is expired or revoked is taken as well, and its signatures are refused later.
   *
   * @param prefix the images that it may sign
   * @param material armored or binary, at most 1 MiB
   * @return the fingerprint of the key, which is the name of its file
   * @throws KeyMaterialException when it is not exactly one sound public key
   * @throws IOException when the operator's directory cannot be written to
   */
  public Fingerprint add(NamePrefix prefix, byte[] material)
      throws KeyMaterialException, IOException {
    Fingerprint fingerprint = Certificate.parse(material).fingerprint();
    byte[] armored = Armor.looksArmored(material) ? material : Armor.encode(material, ARMOR);
    local.write(prefix, fingerprint, armored);
    return fingerprint;
  }

  /**
   * Every key in every directory; a file that is no key is listed as unusable, and no error.
   *
   * @throws IOException when a directory cannot be read
   */
  public KeyListing list() throws IOException {
    TrustedKeys found = read();
    List<TrustedKey> keys = new ArrayList<>();
    for (TrustedKeys.Entry entry : found.entries()) {
      entry
          .certificate()
          .ifPresent(
              certificate ->
                  keys.add(
                      new TrustedKey(
                          entry.prefix(),
                          entry.place(),
                          entry.file(),
                          found.inEffect(entry),
                          certificate.facts(clock.instant()))));
    }
    keys.sort(Comparator.comparing(key -> key.prefix().toString()));
    return new KeyListing(keys, found.unusable());
  }

  /**
   * Trusts a key no more for images of just this prefix: deletes the operator's file, and masks
   * that of the system, if there is one. The same key may be trusted for another prefix.
   *
   * @throws IOException when the operator's directory cannot be written to
   */
  public Removal remove(NamePrefix prefix, Fingerprint fingerprint) throws IOException {
    Path file = local.file(prefix, fingerprint);
    boolean masked = Files.exists(file) && Files.size(file) == 0;
    boolean bySystem =
        directories.stream()
            .filter(each -> each.place() == Place.SYSTEM)
            .anyMatch(each -> Files.exists(each.file(prefix, fingerprint)));
    if (bySystem) {
      if (!masked) {
        local.write(prefix, fingerprint, new byte[0]);
      }
      return masked ? Removal.NOT_TRUSTED : Removal.MASKED;
    }
    boolean deleted = !masked && Files.deleteIfExists(file);
    return deleted ? Removal.DELETED : Removal.NOT_TRUSTED;
  }

  /** What came of a removal. */
  public enum Removal {
    /** The operator's file is gone. */
    DELETED,
    /** The key is in a directory of the system, and an empty file of the operator masks it now. */
    MASKED,
    /** It was not trusted for this prefix. */
    NOT_TRUSTED
  }

  /** All of it now, those that say the last word last: in the order that rkt reads it. */
  synchronized TrustedKeys read() throws IOException {
    List<TrustedKeys.Entry> entries = new ArrayList<>();
    SortedMap<Path, String> unusable = new TreeMap<>();
    Map<ByteBuffer, Certificate> seen = new HashMap<>();
    for (KeyDirectory directory : directories) {
      directory.visitRoot(new Reader(directory.place(), entries, unusable, seen));
    }
    for (KeyDirectory directory : directories) {
      directory.visitPrefixes(new Reader(directory.place(), entries, unusable, seen));
    }
    proven = seen;
    return new TrustedKeys(List.copyOf(entries), unusable);
  }

  /** Reads the files that a directory tells of. */
  private final class Reader implements KeyDirectory.Visitor {
    private final Place place;
    private final List<TrustedKeys.Entry> entries;
    private final SortedMap<Path, String> unusable;
    private final Map<ByteBuffer, Certificate> seen;

    private Reader(
        Place place,
        List<TrustedKeys.Entry> entries,
        SortedMap<Path, String> unusable,
        Map<ByteBuffer, Certificate> seen) {
      this.place = place;
      this.entries = entries;
      this.unusable = unusable;
      this.seen = seen;
    }

    @Override
    public void key(NamePrefix prefix, Path file, Fingerprint fingerprint) throws IOException {
      Optional<Certificate> certificate = Optional.empty();
      try {
        byte[] content = content(file);
        if (content.length > 0) {
          certificate = Optional.of(certificate(content, fingerprint));
        }
      } catch (NoSuchFileException e) {
        // Removed since the directory was listed.
        return;
      } catch (KeyMaterialException | IOException e) {
        unusable.put(file, String.valueOf(e.getMessage()));
      }
      entries.add(new TrustedKeys.Entry(prefix, place, file, fingerprint, certificate));
    }

    @Override
    public void stray(Path file, String problem) {
      unusable.put(file, problem);
    }

    private byte[] content(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw Files.exists(file)
            ? new IOException("it is no regular file")
            : new NoSuchFileException(file.toString());
      }
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(KeyMaterial.LARGEST + 1);
      }
    }

    private Certificate certificate(byte[] content, Fingerprint name) throws KeyMaterialException {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      Certificate known = proven.getOrDefault(bytes, seen.get(bytes));
      Certificate certificate = known == null ? Certificate.parse(content) : known;
      if (!certificate.fingerprint().equals(name)) {
        throw new KeyMaterialException(
            "its fingerprint is "
                + certificate.fingerprint()
                + ", and so must be the name of its file");
      }
      seen.put(bytes, certificate);
      return certificate;
    }
  }
}
