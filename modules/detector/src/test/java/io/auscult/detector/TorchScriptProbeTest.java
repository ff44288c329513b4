/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static io.auscult.detector.TorchScripts.FOUR;
import static io.auscult.detector.TorchScripts.LOGITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.manifest.NetworkSpec.TorchScript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Somebody else's network is found out about, or refused in one line with the shapes. */
class TorchScriptProbeTest {

  @Test
  void shouldFindThatTheGoldenNetworkTakesImagesAndGivesLogitsAlone() throws Exception {
    assertThat(probe(TorchScripts.golden()).specify("all"))
        .isEqualTo(new TorchScript("all", TorchScript.Input.IMAGES, 0, FOUR));
  }

  @Test
  void shouldFindThatANetworkTakesSpectrogramsAndGivesEmbeddings() throws Exception {
    // Given: it unpacks three sizes, so that four are an error
    byte[] program =
        TorchScripts.program(
            "Tuple[Tensor, Tensor]",
            "windows, bands, frames, = torch.size(x)",
            "return (torch.mean(torch.reshape(x, [windows, 16, -1]), [2]), " + LOGITS + ")");

    // Then
    assertThat(probe(program).specify("all"))
        .isEqualTo(new TorchScript("all", TorchScript.Input.SPECTROGRAMS, 16, FOUR));
  }

  @Test
  void shouldRefuseAnotherNumberOfClassesWithTheShapes() {
    assertRefused(
        new TorchScriptProbe(TorchScripts.golden(), 128, 64, FOUR.subList(0, 3)),
        "gives [3, 4] for windows of shape [3, 1, 128, 64];"
            + " for 3 machines it must give logits of shape [3, 3],"
            + " or a tuple of embeddings and such logits");
  }

  @Test
  void shouldRefuseWindowsThatDoNotFitWithTheShapes() {
    // Given: it multiplies whole windows of 128 bands and 64 frames
    byte[] program =
        TorchScripts.returning(
            "Tensor", "torch.mm(torch.reshape(x, [torch.size(x, 0), -1]), torch.ones([8192, 4]))");

    // Then
    assertRefused(
        new TorchScriptProbe(program, 128, 50, FOUR),
        "fails on windows of shape [3, 1, 128, 50]: RuntimeError: mat1 and mat2 shapes cannot be"
            + " multiplied (3x6400 and 8192x4); fails on windows of shape [3, 128, 50]: ");
  }

  @Test
  void shouldRefuseOutputsThatAreNoLogits() {
    assertRefused(
        probe(TorchScripts.returning("Tuple[Tensor, Tensor, Tensor]", "(x, x, " + LOGITS + ")")),
        "gives [3, 1, 128, 64] and [3, 1, 128, 64] and [3, 4] for windows");
    assertRefused(
        probe(TorchScripts.returning("Tuple[Tensor, Tensor]", "(" + LOGITS + ", x)")),
        "gives [3, 4] and [3, 1, 128, 64] for windows");
    assertRefused(
        probe(TorchScripts.returning("Dict[str, Tensor]", "{\"logits\": " + LOGITS + "}")),
        "it gives a dictionary, not a tensor or a tuple");
    assertRefused(probe(TorchScripts.returning("int", "torch.size(x, 0)")), "fails on windows");
  }

  @Test
  void shouldRefuseValuesThatAreNotFinite() {
    assertRefused(
        probe(TorchScripts.returning("Tensor", "torch.log(" + LOGITS + ")")),
        "gives NaN for a window of noise or silence");
  }

  @Test
  void shouldRefuseANetworkThatHearsAWindowOtherwiseInOtherCompany() {
    // Given: as batch norm does that was traced while training
    byte[] program =
        TorchScripts.program(
            "Tensor", "y = " + LOGITS, "return torch.sub(y, torch.mean(y, [0], True))");

    // Then
    assertRefused(probe(program), "in a batch of 3: save it in evaluation mode, model.eval()");
  }

  @Test
  void shouldRefuseANetworkThatTakesBatchesOfOneSizeOnly() {
    assertRefused(
        probe(TorchScripts.returning("Tensor", "torch.mean(torch.reshape(x, [3, 4, 2048]), [2])")),
        "takes 3 windows, but fails on windows of shape [1, 1, 128, 64]: ");
  }

  @Test
  void shouldRefuseWhatIsNoTorchScript() {
    byte[] golden = TorchScripts.golden();
    assertRefused(
        probe("no zip at all".getBytes(StandardCharsets.UTF_8)),
        "no TorchScript as torch.jit.save writes it (");
    assertRefused(
        probe(Arrays.copyOf(golden, golden.length / 2)),
        "no TorchScript as torch.jit.save writes it (");
    assertRefused(probe(new byte[0]), "no TorchScript as torch.jit.save writes it (");
  }

  private static TorchScriptProbe probe(byte[] program) {
    return new TorchScriptProbe(program, 128, 64, FOUR);
  }

  private static void assertRefused(TorchScriptProbe probe, String part) {
    assertThatThrownBy(() -> probe.specify("all"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(part)
        .message()
        .doesNotContain("\n");
  }
}
