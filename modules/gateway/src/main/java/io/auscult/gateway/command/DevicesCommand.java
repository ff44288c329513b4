/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.gateway.source.CaptureDevices;
import io.auscult.gateway.source.CaptureDevices.CaptureDevice;
import io.auscult.gateway.source.CaptureDevices.Offer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult gateway devices}. */
@Command(
    name = "devices",
    description = "Lists the devices that the gateway can listen to, and what they offer.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A source's device.name is all or a part of a name.",
      "",
      "Example:",
      "  auscult gateway devices"
    })
public final class DevicesCommand implements Callable<Integer> {

  @Option(names = "--json", description = "The devices in one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    List<CaptureDevice> devices = CaptureDevices.list();
    if (json) {
      JsonOutput.print(Map.of("devices", devices));
    } else if (devices.isEmpty()) {
      System.out.println(
          "Java finds no device to listen to. Plug one in, or use another way:"
              + " a source with ffmpeg (-f alsa -i hw:0), or arecord -t raw -f S16_LE -r 16000 |"
              + " auscult gateway --stdin");
    } else {
      devices.forEach(DevicesCommand::print);
    }
    return 0;
  }

  private static void print(CaptureDevice device) {
    System.out.println(OneLine.of(device.name()));
    System.out.println("  " + OneLine.of(device.description()));
    System.out.println(
        "  "
            + (device.formats().isEmpty()
                ? "offers nothing with 16 bits"
                : device.formats().stream()
                    .map(DevicesCommand::describe)
                    .collect(Collectors.joining("; "))));
  }

  private static String describe(Offer offer) {
    return "%s, %s"
        .formatted(
            offer.sampleRate() < 0 ? "any rate" : offer.sampleRate() + " Hz",
            offer.channels() < 0
                ? "any number of channels"
                : offer.channels() + (offer.channels() == 1 ? " channel" : " channels"));
  }
}
