/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;

/** The page: a fixed set of files from the class path, and uPlot from its web jar. */
final class PageFiles {

  private static final String FOLDER = "/io/auscult/console/page/";
  private static final String UPLOT_POM = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

  static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("index.html", "text/html; charset=utf-8"),
          Map.entry("console.css", "text/css; charset=utf-8"),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("main.js", "text/javascript; charset=utf-8"),
          Map.entry("api.js", "text/javascript; charset=utf-8"),
          Map.entry("text.js", "text/javascript; charset=utf-8"),
          Map.entry("fleet.js", "text/javascript; charset=utf-8"),
          Map.entry("machine.js", "text/javascript; charset=utf-8"),
          Map.entry("anomalies.js", "text/javascript; charset=utf-8"),
          Map.entry("anomaly.js", "text/javascript; charset=utf-8"),
          Map.entry("models.js", "text/javascript; charset=utf-8"),
          Map.entry("charts.js", "text/javascript; charset=utf-8"),
          Map.entry("spectrogram.js", "text/javascript; charset=utf-8"),
          Map.entry("actions.js", "text/javascript; charset=utf-8"));

  private PageFiles() {}

  static void add(JavalinConfig config) {
    OWN.forEach((name, type) -> serve(config, "/" + name, FOLDER + name, type));
    serve(config, "/", FOLDER + "index.html", "text/html; charset=utf-8");
    String uplot = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";
    serve(config, "/uplot.js", uplot + "uPlot.esm.js", "text/javascript; charset=utf-8");
    serve(config, "/uplot.css", uplot + "uPlot.min.css", "text/css; charset=utf-8");
  }

  private static void serve(JavalinConfig config, String path, String resource, String type) {
    byte[] content = read(resource);
    // A new version of the console is another page: browsers ask each time, it is small.
    config.routes.get(
        path, http -> http.contentType(type).header("Cache-Control", "no-cache").result(content));
  }

  private static String uplotVersion() {
    Properties properties = new Properties();
    try (InputStream in = PageFiles.class.getResourceAsStream(UPLOT_POM)) {
      if (in == null) {
        throw new IllegalStateException("uPlot is not on the class path");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version", "");
  }

  private static byte[] read(String resource) {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
