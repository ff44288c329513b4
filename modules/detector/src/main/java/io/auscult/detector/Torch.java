/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Platform;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The native library that networks run on. */
public final class Torch {

  private static final String OVERRIDE = "PYTORCH_LIBRARY_PATH";

  private static volatile Device device = Device.cpu();

  private Torch() {}

  /**
   * The engine, loaded at the first call.
   *
   * @throws IllegalStateException if no native library for this platform is on the class path, or
   *     none where {@value #OVERRIDE} says; DJL would go and download one
   */
  static Engine engine() {
    String chosen = System.getenv(OVERRIDE);
    if (chosen == null) {
      chosen = System.getProperty(OVERRIDE);
    }
    if (chosen == null) {
      requireNative(!Platform.detectPlatform("pytorch").isPlaceholder());
    } else {
      requireNative(chosen);
    }
    try {
      return Engine.getEngine("PyTorch");
    } catch (EngineException e) {
      if (chosen == null) {
        throw e;
      }
      throw new IllegalStateException(
          "the libtorch of %s=%s does not load (%s): it must be of the version that Auscult is built for, and PYTORCH_FLAVOR say what it is for, cpu or cu128; see docs/gpu.md"
              .formatted(OVERRIDE, chosen, e.getMessage()),
          e);
    }
  }

  /** DJL would quietly take another library than the one that was asked for. */
  static void requireNative(String path) {
    String library = System.mapLibraryName("torch");
    for (String part : path.split(File.pathSeparator, -1)) {
      Path place = Path.of(part);
      if (Files.isRegularFile(place.resolve(library))
          || (Files.isRegularFile(place) && place.endsWith(library))) {
        return;
      }
    }
    throw new IllegalStateException(
        OVERRIDE + " is " + path + ", where there is no " + library + ": name the folder it is in");
  }

  static void requireNative(boolean found) {
    if (!found) {
      throw new IllegalStateException(
          "libtorch for "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " is not on the class path: build with a Maven profile that has"
              + " ai.djl.pytorch:pytorch-native-cpu for it, or set "
              + OVERRIDE);
    }
  }

  /**
   * How many threads an operation that the calling thread starts may use. libtorch keeps the number
   * per thread; a thread that never asked gets the number that was asked for last.
   */
  public static void useThreads(int threads) {
    engine();
    JniUtils.setNumThreads(threads);
  }

  /** Seeds what libtorch itself draws at random. */
  public static void seed(long seed) {
    engine().setRandomSeed(Long.hashCode(seed));
  }

  /**
   * Where networks live that are made or loaded from now on, in the whole process; the CPU until
   * this is called.
   *
   * @return what was chosen, in words
   * @throws IllegalStateException if a GPU is asked for and there is none that libtorch can use;
   *     one line that says what to do
   */
  public static String useDevice(DeviceChoice choice) {
    boolean gpu = choice.wantsGpu(engine().getGpuCount());
    device = gpu ? Device.gpu() : Device.cpu();
    return gpu ? "the GPU" : "the CPU";
  }

  /** What it is and of which version, for people. */
  public static String version() {
    return "PyTorch " + engine().getVersion() + ", DJL " + Engine.getDjlVersion();
  }

  /** Whether networks that are loaded now live on the CPU. */
  static boolean isOnCpu() {
    return device.equals(Device.cpu());
  }

  static NDManager newManager() {
    return engine().newBaseManager(device);
  }
}
