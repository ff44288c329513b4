/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Results as one line of JSON. */
public final class JsonOutput {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonOutput() {}

  /** Prints the object as the last line on standard output. */
  public static void print(Object result) {
    System.out.println(line(result));
  }

  /** The object as one line of JSON. */
  public static String line(Object result) {
    try {
      return MAPPER.writeValueAsString(result);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + result + " as JSON", e);
    }
  }
}
