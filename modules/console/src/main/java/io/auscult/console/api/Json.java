/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;

/** How the API writes JSON: times as ISO 8601, what is not a number as null. */
final class Json {

  private Json() {}

  static ObjectMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Instant.class, ToStringSerializer.instance);
    module.addSerializer(new Numbers());
    module.addSerializer(double.class, new OneNumber(Double.class));
    module.addSerializer(Double.class, new OneNumber(Double.class));
    return new ObjectMapper()
        .registerModule(module)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
  }

  /** Seven digits are what a float has; a chart needs four. */
  private static void write(float value, JsonGenerator out) throws IOException {
    if (Float.isFinite(value)) {
      double scale = Math.abs(value) < 1 ? 1e4 : 1e2;
      out.writeNumber(Math.abs(value) < 1e-2 ? value : (float) (Math.round(value * scale) / scale));
    } else {
      out.writeNull();
    }
  }

  private static final class Numbers extends StdSerializer<float[]> {
    Numbers() {
      super(float[].class);
    }

    @Override
    public void serialize(float[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (float value : values) {
        write(value, out);
      }
      out.writeEndArray();
    }
  }

  private static final class OneNumber extends StdSerializer<Double> {
    OneNumber(Class<Double> type) {
      super(type);
    }

    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }
}
