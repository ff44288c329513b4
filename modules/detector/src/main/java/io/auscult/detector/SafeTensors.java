/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Named tensors in the safetensors format, which Python reads too: the length of a JSON header (8
 * bytes, little-endian), the header, then the float32 values. The same tensors give the same bytes.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
final class SafeTensors {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int ALIGNMENT = 8;

  private SafeTensors() {}

  static byte[] write(SortedMap<String, Tensor> tensors) {
    ObjectNode header = MAPPER.createObjectNode();
    int offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", "F32");
      ArrayNode shape = node.putArray("shape");
      for (long size : entry.getValue().shape()) {
        shape.add(size);
      }
      int end = Math.addExact(offset, Math.multiplyExact(entry.getValue().values().length, 4));
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    StringBuilder text = new StringBuilder(header.toString());
    while (text.length() % ALIGNMENT != 0) {
      text.append(' ');
    }
    byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(Math.addExact(8 + json.length, offset)).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(json.length).put(json);
    for (Tensor tensor : tensors.values()) {
      out.asFloatBuffer().put(tensor.values());
      out.position(out.position() + 4 * tensor.values().length);
    }
    return out.array();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the bytes are something else; one line that says what
   */
  static SortedMap<String, Tensor> read(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < 8 || in.getLong(0) < 2 || in.getLong(0) > bytes.length - 8) {
      throw new IOException("not a safetensors file");
    }
    int start = 8 + (int) in.getLong(0);
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    try {
      JsonNode header = MAPPER.readTree(new String(bytes, 8, start - 8, StandardCharsets.UTF_8));
      for (Map.Entry<String, JsonNode> entry : header.properties()) {
        tensors.put(entry.getKey(), tensor(in, start, entry.getKey(), entry.getValue()));
      }
    } catch (JsonProcessingException e) {
      throw new IOException("its header is not JSON", e);
    }
    return tensors;
  }

  private static Tensor tensor(ByteBuffer in, int start, String name, JsonNode node)
      throws IOException {
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    boolean floats = node.path("dtype").asText().equals("F32") && (to - from) % 4 == 0;
    if (!floats || from < 0 || to < from || to > in.capacity() - start) {
      throw new IOException("tensor " + name + " is damaged or not float32");
    }
    long[] shape = new long[node.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").path(i).asLong();
    }
    float[] values = new float[(int) ((to - from) / 4)];
    in.position((int) (start + from));
    in.asFloatBuffer().get(values);
    try {
      return new Tensor(shape, values);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IOException("tensor " + name + ": " + e.getMessage(), e);
    }
  }
}
