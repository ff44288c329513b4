/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {

  private static ModelBundle bundle;

  @TempDir Path folder;

  @BeforeAll
  static void makeBundle() {
    bundle = Models.bundle();
  }

  @Test
  void shouldReadBackTheSameBytes() throws Exception {
    // Given
    Path file = folder.resolve("model.zip");

    // When
    bundle.write(file);
    ModelBundle read = ModelBundle.read(file);

    // Then
    assertThat(read.toBytes()).isEqualTo(bundle.toBytes()).isEqualTo(Files.readAllBytes(file));
    assertThat(read.manifest()).isEqualTo(bundle.manifest());
    assertThat(read.sha256()).isEqualTo(bundle.sha256()).hasSize(64);
    assertThat(read.manifest().modelVersion()).matches("test-7-[0-9a-f]{10}");
  }

  @Test
  void shouldReplaceAnOlderBundleAndLeaveNoOtherFile() throws Exception {
    // Given
    Path file = folder.resolve("model.zip");
    Files.writeString(file, "old");

    // When
    bundle.write(file);

    // Then
    assertThat(Files.size(file)).isEqualTo(bundle.toBytes().length);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void shouldLeaveNothingWhenItCannotWrite() throws Exception {
    // Given
    Path occupied = Files.createDirectories(folder.resolve("model.zip").resolve("full"));

    // Then
    assertThatThrownBy(() -> bundle.write(occupied.getParent())).isInstanceOf(IOException.class);
    assertThat(files()).containsExactly(occupied.getParent());
    assertThatThrownBy(() -> bundle.write(folder.resolve("no/model.zip")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write " + folder.resolve("no/model.zip") + ": its folder does not exist");
  }

  @Test
  void shouldNameTheFileThatIsMissing() {
    Path file = folder.resolve("none.zip");
    assertThatThrownBy(() -> ModelBundle.read(file))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessage(file + " is not a usable model bundle: there is no such file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "this is no zip file, however long one looks at it"})
  void shouldRefuseWhatIsNoZip(String text) {
    assertThatThrownBy(() -> ModelBundle.read(text.getBytes(StandardCharsets.UTF_8), "x.zip"))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessage("x.zip is not a usable model bundle: it is not a zip file");
  }

  @Test
  void shouldRefuseABundleThatWasCutShort() {
    byte[] zip = bundle.toBytes();
    for (int length : new int[] {40, 1000, zip.length / 2}) {
      assertThatThrownBy(() -> ModelBundle.read(Arrays.copyOf(zip, length), "x.zip"))
          .isInstanceOf(UnusableBundleException.class)
          .hasMessageStartingWith("x.zip is not a usable model bundle: ");
    }
  }

  @Test
  void shouldRefuseAnEntryOfOtherContent() throws Exception {
    // Given
    byte[] forged = rezip((name, bytes) -> name.startsWith("weights") ? new byte[100] : bytes);

    // Then
    assertThatThrownBy(() -> ModelBundle.read(forged, "x.zip"))
        .hasMessageContaining("weights.safetensors is damaged: its SHA-256 is not the manifest's");
  }

  @Test
  void shouldRefuseABundleThatLacksAnEntry() throws Exception {
    assertThatThrownBy(
            () -> ModelBundle.read(rezip((n, b) -> n.startsWith("ref") ? null : b), "x.zip"))
        .hasMessageContaining("references.safetensors is missing");
    assertThatThrownBy(
            () -> ModelBundle.read(rezip((n, b) -> n.startsWith("man") ? null : b), "x.zip"))
        .hasMessageContaining("it holds no manifest.json");
  }

  @Test
  void shouldRefuseANewerFormat() throws Exception {
    // Given
    byte[] newer =
        rezip(
            (name, bytes) ->
                name.startsWith("man")
                    ? new String(bytes, StandardCharsets.UTF_8)
                        .replace("\"formatVersion\" : 2", "\"formatVersion\" : 9")
                        .getBytes(StandardCharsets.UTF_8)
                    : bytes);

    // Then
    assertThatThrownBy(() -> ModelBundle.read(newer, "x.zip"))
        .hasMessageStartingWith("x.zip is not a usable model bundle: its format version is 9,");
  }

  private interface Change {
    byte[] of(String name, byte[] bytes);
  }

  private static byte[] rezip(Change change) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bundle.toBytes()));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        byte[] changed = change.of(entry.getName(), in.readAllBytes());
        if (changed != null) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(changed);
        }
      }
    }
    return bytes.toByteArray();
  }

  private Path[] files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toArray(Path[]::new);
    }
  }
}
