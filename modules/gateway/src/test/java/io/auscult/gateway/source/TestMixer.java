/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;

/** A sound card with one line to capture from, which gives what the test lets it hear. */
public final class TestMixer {

  private final Mixer.Info info;
  private final AudioFormat[] formats;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private int given;
  private boolean started;
  private boolean closed;
  private boolean busy;

  public TestMixer(String name, AudioFormat... formats) {
    this.info = new Mixer.Info(name, "test", name + " of a test", "1") {};
    this.formats = formats.clone();
  }

  /** A format of 16 bits as the gateway wants it. */
  public static AudioFormat pcm(float rate, int channels) {
    return new AudioFormat(rate, 16, channels, true, false);
  }

  Mixer.Info info() {
    return info;
  }

  /** Sound comes to its microphone. */
  synchronized void hear(byte[] bytes) {
    heard.writeBytes(bytes);
    notifyAll();
  }

  /** Another program has it. */
  synchronized void beBusy() {
    busy = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  Mixer mixer() {
    return proxy(
        Mixer.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getMixerInfo" -> info;
              case "getTargetLineInfo" ->
                  formats.length == 0 ? new Line.Info[0] : new Line.Info[] {lineInfo()};
              case "getLine" -> line((DataLine.Info) arguments[0]);
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private DataLine.Info lineInfo() {
    return new DataLine.Info(TargetDataLine.class, formats, 0, 1 << 16);
  }

  private TargetDataLine line(DataLine.Info wanted) {
    boolean offered =
        Arrays.stream(wanted.getFormats())
            .anyMatch(format -> Arrays.stream(formats).anyMatch(format::matches));
    if (!offered) {
      throw new IllegalArgumentException("Line unsupported: " + wanted);
    }
    return proxy(
        TargetDataLine.class,
        (self, method, arguments) -> {
          switch (method.getName()) {
            case "open" -> open();
            case "start" -> start();
            case "stop" -> {}
            case "close" -> close();
            case "read" -> {
              return read((byte[]) arguments[0], (int) arguments[1], (int) arguments[2]);
            }
            default -> throw new UnsupportedOperationException(method.getName());
          }
          return null;
        });
  }

  private synchronized void open() throws LineUnavailableException {
    if (busy) {
      throw new LineUnavailableException("line is in use");
    }
    closed = false;
  }

  private synchronized void start() {
    started = true;
  }

  private synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** As Java Sound has it: waits until all is there, or the line is closed. */
  private synchronized int read(byte[] bytes, int offset, int length) throws InterruptedException {
    if (!started) {
      return 0;
    }
    while (heard.size() - given < length && !closed) {
      wait();
    }
    int count = Math.min(length, heard.size() - given);
    System.arraycopy(heard.toByteArray(), given, bytes, offset, count);
    given += count;
    return count;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
