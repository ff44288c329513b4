/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import io.auscult.contracts.AudioChunk;
import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.service.GatewayService;
import io.auscult.gateway.settings.GatewaySettings;
import java.nio.file.Path;
import java.util.Map;

/** The program of a process that is a gateway and keeps a ledger. */
public final class GatewayChild {

  static final String READY = "metrics on port ";

  private GatewayChild() {}

  /**
   * Runs until it is stopped or killed.
   *
   * @param arguments the settings' file and the ledger
   */
  public static void main(String[] arguments) throws Exception {
    GatewaySettings settings = GatewaySettings.read(Path.of(arguments[0]), Map.of());
    ChunkLedger ledger = ChunkLedger.open(Path.of(arguments[1]));
    GatewayService service =
        GatewayService.start(
            settings,
            new CaptureListener() {
              @Override
              public void published(AudioChunk chunk) {
                ledger.add(chunk);
              }
            });
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "gateway-stop"));
    System.out.println(READY + service.port());
    service.awaitEnd();
  }
}
