/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceChoiceTest {

  @AfterEach
  void backToTheCpu() {
    Torch.useDevice(DeviceChoice.CPU);
  }

  @Test
  void shouldTakeAGpuWhereThereIsOneUnlessAskedNotTo() {
    assertThat(DeviceChoice.AUTO.wantsGpu(1)).isTrue();
    assertThat(DeviceChoice.GPU.wantsGpu(2)).isTrue();
    assertThat(DeviceChoice.CPU.wantsGpu(1)).isFalse();
    assertThat(DeviceChoice.AUTO.wantsGpu(0)).isFalse();
  }

  @Test
  void shouldSayHowToSwapTheNativeLibraryInWhenThereIsNoGpu() {
    assertThatThrownBy(() -> DeviceChoice.GPU.wantsGpu(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("device gpu: libtorch finds none.")
        .hasMessageContaining("PYTORCH_LIBRARY_PATH")
        .hasMessageContaining("docs/gpu.md");
  }

  @Test
  void shouldStayOnTheCpuWhereThereIsNoGpu() {
    assumeTrue(Torch.engine().getGpuCount() == 0);

    assertThat(Torch.useDevice(DeviceChoice.AUTO)).isEqualTo("the CPU");
    try (NDManager manager = Torch.newManager()) {
      assertThat(manager.getDevice()).isEqualTo(Device.cpu());
    }
    assertThatThrownBy(() -> Torch.useDevice(DeviceChoice.GPU))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseANativeLibraryThatIsNotWhereItIsSaidToBe(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> Torch.requireNative(folder.toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("PYTORCH_LIBRARY_PATH is " + folder + ", where there is no ");

    Path library = Files.createFile(folder.resolve(System.mapLibraryName("torch")));
    Torch.requireNative(folder.resolve("none") + File.pathSeparator + folder);
    Torch.requireNative(library.toString());
  }
}
