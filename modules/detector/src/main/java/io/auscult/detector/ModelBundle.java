/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ManifestException;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A trained model as one zip: {@code manifest.json}, the networks' weights or TorchScript programs
 * and the normal sound they are held against. The same training gives the same bytes. Immutable.
 */
public final class ModelBundle {

  static final String MANIFEST = "manifest.json";
  static final String WEIGHTS = "weights.safetensors";
  static final String REFERENCES = "references.safetensors";
  static final String TRAINING_CLIPS = "training-clips.txt";

  // Zip knows no time before 1980; a fixed one keeps the bytes the same from day to day.
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ModelManifest manifest;
  private final SortedMap<String, byte[]> entries;
  private final String source;

  private ModelBundle(ModelManifest manifest, SortedMap<String, byte[]> entries, String source) {
    this.manifest = manifest;
    this.entries = entries;
    this.source = source;
  }

  /**
   * Puts a bundle together.
   *
   * @param manifest its {@code modelVersion} and {@code entries} are replaced by the bundle's own
   * @param networks the trained networks, one for each of the manifest's in their order; all of
   *     them of blocks
   * @param references the normal sound of every sensor of the manifest's machines
   * @throws IllegalArgumentException if a network or the normal sound of a sensor is missing
   */
  public static ModelBundle assemble(
      ModelManifest manifest, List<BlockNetwork> networks, References references) {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    if (networks.size() != manifest.networks().size()) {
      throw new IllegalArgumentException("the manifest tells of other networks");
    }
    for (int i = 0; i < networks.size(); i++) {
      NetworkSpec spec = manifest.networks().get(i);
      networks.get(i).weights().forEach((name, t) -> weights.put(spec.name() + "/" + name, t));
    }
    for (MachineSpec machine : manifest.machines()) {
      if (machine.sensors().isEmpty() || !references.know(machine.sensors())) {
        throw new IllegalArgumentException("no normal sound of " + machine.id());
      }
    }
    return assemble(manifest, WEIGHTS, SafeTensors.write(weights), references);
  }

  /**
   * Puts a bundle of a TorchScript program together.
   *
   * @param manifest of one network, which {@link TorchScriptProbe} found; its {@code modelVersion}
   *     and {@code entries} are replaced by the bundle's own
   * @param program the bytes of the {@code .pt} file
   * @param references the normal sound of every sensor of the manifest's machines; there may be
   *     none where the scorer needs none, anomalies then have no explanation
   */
  public static ModelBundle ofTorchScript(
      ModelManifest manifest, byte[] program, References references) {
    return assemble(manifest, programEntry(manifest.networks().get(0)), program, references);
  }

  private static String programEntry(NetworkSpec network) {
    return network.name() + ".pt";
  }

  private static ModelBundle assemble(
      ModelManifest manifest, String entry, byte[] network, References references) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put(entry, network);
    entries.put(REFERENCES, SafeTensors.write(references.tensors()));
    SortedMap<String, String> digests = new TreeMap<>();
    entries.forEach((name, bytes) -> digests.put(name, sha256(bytes)));
    String fingerprint = sha256(digests.toString().getBytes(StandardCharsets.UTF_8));
    String version = manifest.recipe() + "-" + manifest.seed() + "-" + fingerprint.substring(0, 10);
    return new ModelBundle(manifest.of(version, digests), entries, version);
  }

  /**
   * The same model with other calibrations.
   *
   * @param calibrations by the class's name; a class that is not in it has none
   */
  public ModelBundle calibrated(Map<String, CalibrationSpec> calibrations) {
    return new ModelBundle(manifest.calibrated(calibrations), entries, source);
  }

  /**
   * The same model with a list of the clips it was trained on, so that nobody takes them for sound
   * it has not heard. Its version stays.
   *
   * @param digests SHA-256 of each clip's sound
   */
  public ModelBundle trainedOn(Collection<String> digests) {
    String lines = String.join("\n", new TreeSet<>(digests)) + "\n";
    SortedMap<String, byte[]> more = new TreeMap<>(entries);
    more.put(TRAINING_CLIPS, lines.getBytes(StandardCharsets.UTF_8));
    SortedMap<String, String> moreDigests = new TreeMap<>(manifest.entries());
    moreDigests.put(TRAINING_CLIPS, sha256(more.get(TRAINING_CLIPS)));
    return new ModelBundle(manifest.of(manifest.modelVersion(), moreDigests), more, source);
  }

  /** SHA-256 of the sound of each clip the model was trained on; empty if it does not say. */
  public Set<String> trainingClips() {
    byte[] lines = entries.get(TRAINING_CLIPS);
    return lines == null
        ? Set.of()
        : new String(lines, StandardCharsets.UTF_8).lines().collect(Collectors.toSet());
  }

  /**
   * Reads and verifies a bundle.
   *
   * @throws UnusableBundleException if the file is missing, no bundle, damaged, incomplete or of a
   *     format version this code does not read; one line that names the file
   * @throws IOException if the file cannot be read
   */
  public static ModelBundle read(Path file) throws IOException {
    try {
      return read(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UnusableBundleException(file.toString(), "there is no such file", e);
    }
  }

  /**
   * Reads and verifies a bundle that came some other way than in a file.
   *
   * @param zip what {@link #toBytes} gave
   * @param source where it came from, for messages
   * @throws UnusableBundleException as {@link #read(Path)}
   */
  public static ModelBundle read(byte[] zip, String source) throws UnusableBundleException {
    SortedMap<String, byte[]> entries = unzip(zip, source);
    byte[] json = entries.remove(MANIFEST);
    if (json == null) {
      throw new UnusableBundleException(source, "it holds no " + MANIFEST, null);
    }
    ModelManifest manifest;
    try {
      manifest = ManifestJson.read(new String(json, StandardCharsets.UTF_8));
    } catch (ManifestException e) {
      throw new UnusableBundleException(source, String.valueOf(e.getMessage()), e);
    }
    for (Map.Entry<String, String> expected : manifest.entries().entrySet()) {
      byte[] bytes = entries.get(expected.getKey());
      if (bytes == null) {
        throw new UnusableBundleException(source, expected.getKey() + " is missing", null);
      }
      if (!sha256(bytes).equals(expected.getValue())) {
        String reason = expected.getKey() + " is damaged: its SHA-256 is not the manifest's";
        throw new UnusableBundleException(source, reason, null);
      }
    }
    for (String name : entries.keySet()) {
      if (!manifest.entries().containsKey(name)) {
        throw new UnusableBundleException(source, name + " is not in its manifest", null);
      }
    }
    return new ModelBundle(manifest, entries, source);
  }

  private static SortedMap<String, byte[]> unzip(byte[] zip, String source)
      throws UnusableBundleException {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnusableBundleException(source, "it is damaged (" + e.getMessage() + ")", e);
    }
    if (entries.isEmpty()) {
      throw new UnusableBundleException(source, "it is not a zip file", null);
    }
    return entries;
  }

  /** What the bundle says about itself. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** Where it was read from, or its model version if it was just made; for messages. */
  String source() {
    return source;
  }

  /** The TorchScript program of a network. */
  byte[] program(NetworkSpec network) throws UnusableBundleException {
    byte[] bytes = entries.get(programEntry(network));
    if (bytes == null) {
      throw new UnusableBundleException(source, programEntry(network) + " is missing", null);
    }
    return bytes;
  }

  /** The tensors of an entry; none if the bundle has no such entry. */
  SortedMap<String, Tensor> tensors(String entry) throws UnusableBundleException {
    byte[] bytes = entries.get(entry);
    if (bytes == null) {
      return new TreeMap<>();
    }
    try {
      return SafeTensors.read(bytes);
    } catch (IOException e) {
      throw new UnusableBundleException(source, entry + ": " + e.getMessage(), e);
    }
  }

  /** The zip. Entries are stored, not deflated: floats hardly shrink, and no zlib has a say. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, MANIFEST, ManifestJson.write(manifest).getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        store(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(ENTRY_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /** SHA-256 of the whole zip, lower-case hex. */
  public String sha256() {
    return sha256(toBytes());
  }

  /**
   * Writes the bundle: all of it, or nothing. A file of that name is replaced.
   *
   * @throws IOException if the folder is missing or cannot be written
   */
  public void write(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    if (!Files.isDirectory(target.resolveSibling("."))) {
      throw new IOException("cannot write " + file + ": its folder does not exist");
    }
    Path partial = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(toBytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
