/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.TorchScriptImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult model import}. */
@Command(
    name = "import",
    description = "Makes a bundle of a network that PyTorch saved as TorchScript.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The network takes log-mel windows in dB (16 kHz, frames of 2048 samples every 512, 128 Slaney mel bands from 0 to"
          + " 8 kHz) of shape [window, 1, band, frame] or [window, band, frame], and gives logits [window, machine] or a"
          + " tuple of embeddings [window, dimension] and logits. It is run to find out which. A TorchScript file is a"
          + " program: import only those you trust.",
      "",
      "Example:",
      "  auscult model import model.pt --machines fan/id_00,fan/id_02 --window 64 --data normal --out model.zip"
    })
final class ModelImportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "What torch.jit.save wrote, in evaluation mode.")
  private Path file;

  @Option(
      names = "--machines",
      required = true,
      split = ",",
      paramLabel = "ID",
      description = "The machines it tells apart, in the order of its logits.")
  private List<String> machines;

  @Option(
      names = "--window",
      required = true,
      paramLabel = "FRAMES",
      description = "Frames per window.")
  private int window;

  @Option(
      names = "--hop",
      paramLabel = "FRAMES",
      description = "From one window to the next (default: half a window).")
  private @Nullable Integer hop;

  @Option(
      names = "--smoothing",
      defaultValue = "8",
      paramLabel = "WINDOWS",
      description = "So many scores are averaged to decide (default: ${DEFAULT-VALUE}).")
  private int smoothing;

  @Option(
      names = "--centered",
      description = "Frames are centred, as librosa's are by default; a stream cannot do that.")
  private boolean centered;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Score by the negative log-probability of the logits over T (default: 1, or the cosine distance to normal"
              + " embeddings, if the network gives them and there is --data).")
  private @Nullable Double temperature;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "FOLDER/<type>/<id>/normal/*.wav or *.flac, sound it was not trained on: gives thresholds and explanations."
              + " Without, the bundle has none.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The bundle to write.")
  private Path out;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailedException("--out %s: there is no folder %s".formatted(out, folder));
    }
    int step = hop == null ? Math.max(1, window / 2) : hop;
    TorchScriptImport settings =
        new TorchScriptImport(
            machines,
            new WindowSpec(window, step, smoothing, Evidence.MEAN),
            centered,
            temperature);
    ModelBundle bundle =
        data == null
            ? settings.read(file)
            : settings.read(file, DatasetFolder.scan(data, System.err::println));
    bundle.write(out);
    ModelManifest manifest = bundle.manifest();
    if (json) {
      JsonOutput.print(
          Map.of(
              "model", out.toString(),
              "modelVersion", manifest.modelVersion(),
              "machines", manifest.machines().size(),
              "calibrated", manifest.calibrated(),
              "sha256", bundle.sha256()));
    } else {
      System.out.printf(
          "%s: model %s of %d machines%s%n",
          out,
          manifest.modelVersion(),
          manifest.machines().size(),
          manifest.calibrated() ? "" : ", without thresholds: --data of normal clips gives them");
    }
    return 0;
  }
}
