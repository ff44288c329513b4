/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.console.security.Access;
import io.auscult.console.state.Windows;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * The fleet's page with 500 machines, each scored once a second, in a real browser. Prints how long
 * the browser was kept busy meanwhile: that is a figure, not a promise, on a machine that also runs
 * broker, console and the browser itself.
 */
@Tag("system")
@Timeout(300)
class LargeFleetSystemTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MACHINES = 500;
  private static final String BROKEN = "machine-321";
  private static final int PAST_SECONDS = 60;
  private static final int WATCHED_SECONDS = 20;

  /** Scrolls up and down, and notes each frame and each task that takes longer than 50 ms. */
  private static final String WATCH =
      """
      window.frames = []; window.longTasks = [];
      new PerformanceObserver(list => list.getEntries().forEach(e => longTasks.push(e.duration)))
          .observe({type: 'longtask'});
      let before = performance.now();
      const begin = before;
      function frame(now) {
        frames.push(now - before);
        before = now;
        window.scrollTo(0, 2000 * (1 + Math.sin((now - begin) / 700)));
        requestAnimationFrame(frame);
      }
      requestAnimationFrame(frame);
      """;

  @TempDir private static Path folder;
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor();
  private static final Random RANDOM = new Random(7);
  private static RunningConsole console;
  private static KafkaProducer<String, WindowScore> producer;
  private static ChromeDriver browser;
  private static volatile boolean isBroken;

  @BeforeAll
  static void start() throws Exception {
    console = RunningConsole.broker(folder.resolve("kafka"));
    producer =
        new KafkaProducer<>(
            console.clientSettings(), new StringSerializer(), Topics.SCORES.values().serializer());
    Instant now = Instant.now();
    for (int second = PAST_SECONDS; second > 0; second--) {
      score(now.minusSeconds(second));
    }
    producer.flush();
    console.start(Access.local(false));
    var unused = CLOCK.scheduleAtFixedRate(() -> score(Instant.now()), 0, 1, TimeUnit.SECONDS);
    browser = HeadlessBrowser.start(folder.resolve("browser"));
    HeadlessBrowser.size(browser, 1280, 800, "light");
    browser.get(console.url());
  }

  @AfterAll
  static void stop() {
    CLOCK.shutdownNow();
    if (browser != null) {
      browser.quit();
    }
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
    if (console != null) {
      console.close();
    }
  }

  private static void score(Instant end) {
    for (int i = 0; i < MACHINES; i++) {
      String machine = "machine-" + i;
      double score = isBroken && machine.equals(BROKEN) ? 2 : RANDOM.nextDouble(0.4);
      var unused =
          producer.send(
              new ProducerRecord<>(Topics.SCORES.name(), machine, Windows.of(machine, end, score)));
    }
  }

  @Test
  void shouldFollowFiveHundredMachinesWhileSomebodyScrolls() {
    // Given
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(browser.findElements(By.cssSelector(".tile"))).hasSize(500));

    // When
    browser.executeScript(WATCH);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                (Boolean)
                    browser.executeScript(
                        "return frames.reduce((a, b) => a + b, 0) > arguments[0]",
                        WATCHED_SECONDS * 1_000));
    isBroken = true;

    // Then: the one that broke comes to the front by itself
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        browser
                            .findElement(By.cssSelector(".tile"))
                            .getDomAttribute("data-machine"))
                    .isEqualTo(BROKEN));
    List<?> figures =
        (List<?>)
            browser.executeScript(
                """
                const sorted = [...frames].sort((a, b) => a - b);
                const at = share => sorted[Math.floor(share * (sorted.length - 1))];
                const total = frames.reduce((a, b) => a + b, 0);
                return [sorted.length / total * 1000, at(.5), at(.95), at(.99), sorted.at(-1),
                    longTasks.length, longTasks.reduce((a, b) => a + b, 0) / total * 100]
                    .map(value => value.toFixed(1));
                """);
    System.out.println(
        "frames a second, ms between frames at p50, p95, p99, most, long tasks, %% of the time in them: %s"
            .formatted(figures));
  }
}
