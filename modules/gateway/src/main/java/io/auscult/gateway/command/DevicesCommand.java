/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.gateway.source.CaptureDevice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult gateway devices}. */
@Command(
    name = "devices",
    description = "Lists the devices that a source 'device' can record from, and what they offer.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult gateway devices"})
public final class DevicesCommand implements Callable<Integer> {

  @Option(names = "--json", description = "The devices as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    List<CaptureDevice> devices = CaptureDevice.all();
    if (json) {
      JsonOutput.print(Map.of("devices", devices));
      return 0;
    }
    if (devices.isEmpty()) {
      System.out.println(
          "Java finds no device to record from. Other ways: a source 'ffmpeg' with -f alsa, or"
              + " arecord | auscult gateway --stdin");
    }
    for (CaptureDevice device : devices) {
      System.out.printf("%s (%s)%n", device.name(), device.description());
      device.formats().forEach(format -> System.out.println("  " + format));
    }
    return 0;
  }
}
