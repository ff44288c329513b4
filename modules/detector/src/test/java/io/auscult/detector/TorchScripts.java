/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.ClassSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** TorchScript programs: PyTorch's own, and small ones without weights. */
final class TorchScripts {

  static final List<ClassSpec> FOUR =
      List.of("a", "b", "c", "d").stream().map(name -> new ClassSpec(name, null)).toList();

  /** Logits of [window, 4] for windows of any shape that 4 divides: means of quarters. */
  static final String LOGITS = "torch.mean(torch.reshape(x, [torch.size(x, 0), 4, -1]), [2])";

  // What PyTorch pickles of a module without weights: its class, and training = True.
  private static final String MODULE =
      "\u0080\u0002c__torch__\nModel\nq\u0000)\u0081}(X\u0008\0\0\0trainingq\u0001\u0088ubq\u0002.";

  private TorchScripts() {}

  static byte[] golden() {
    return resource("resnet.pt");
  }

  /** The golden input as [window][frame][mel band]. */
  static float[][][] goldenInput() {
    float[] values = floats("input_3x1x128x64.f32");
    float[][][] windows = new float[3][64][128];
    for (int i = 0; i < values.length; i++) {
      windows[i / (128 * 64)][i % 64][i / 64 % 128] = values[i];
    }
    return windows;
  }

  static float[][] goldenLogits() {
    return new Tensor(new long[] {3, 4}, floats("logits_3x4.f32")).rows();
  }

  /**
   * A program.
   *
   * @param type of what it returns
   * @param returned an expression of the input {@code x}
   */
  static byte[] returning(String type, String returned) {
    return program(type, "return " + returned);
  }

  static byte[] program(String type, String... lines) {
    String code =
        "class Model(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + "  def forward(self: __torch__.Model, x: Tensor) -> "
            + type
            + ":\n    "
            + String.join("\n    ", lines)
            + "\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "model/data.pkl", MODULE);
      store(zip, "model/code/__torch__.py", code);
      store(zip, "model/constants.pkl", "\u0080\u0002).");
      store(zip, "model/version", "3\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, String latin) throws IOException {
    byte[] content = latin.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static float[] floats(String name) {
    byte[] bytes = resource(name);
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static byte[] resource(String name) {
    try (InputStream in = TorchScripts.class.getResourceAsStream("/golden/torchscript/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
