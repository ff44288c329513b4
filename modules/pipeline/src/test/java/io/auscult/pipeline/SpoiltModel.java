/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.auscult.detector.ModelBundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A model that scores the silence it is warmed up with, and has no number for any sound. */
final class SpoiltModel {

  private static final String WEIGHTS = "weights.safetensors";

  /** What is done first to each mel band: silence, 0, stays what it is, all else overflows. */
  private static final Map<String, Float> FIRST =
      Map.of(
          "all/trunk.01BatchNorm_beta", 0f,
          "all/trunk.01BatchNorm_gamma", Float.MAX_VALUE,
          "all/trunk.01BatchNorm_runningMean", 0f,
          "all/trunk.01BatchNorm_runningVar", 1f);

  private static final ObjectMapper JSON = new ObjectMapper();

  private SpoiltModel() {}

  static ModelBundle of(ModelBundle bundle) throws Exception {
    Map<String, byte[]> entries = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bundle.toBytes()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    byte[] weights = entries.get(WEIGHTS);
    FIRST.forEach((tensor, value) -> fill(weights, tensor, value));
    ObjectNode manifest = (ObjectNode) JSON.readTree(entries.get("manifest.json"));
    String sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
    ((ObjectNode) manifest.get("entries")).put(WEIGHTS, sha);
    entries.put("manifest.json", JSON.writeValueAsBytes(manifest));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return ModelBundle.read(bytes.toByteArray(), "spoilt.zip");
  }

  private static void fill(byte[] safeTensors, String tensor, float value) {
    ByteBuffer buffer = ByteBuffer.wrap(safeTensors).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(buffer.getLong());
    JsonNode offsets;
    try {
      offsets =
          JSON.readTree(new String(safeTensors, Long.BYTES, header, UTF_8))
              .get(tensor)
              .get("data_offsets");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    int base = Long.BYTES + header;
    for (int at = offsets.get(0).asInt(); at < offsets.get(1).asInt(); at += Float.BYTES) {
      buffer.putFloat(base + at, value);
    }
  }
}
