/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.console.security.Access;
import io.auscult.console.sound.Chunks;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Verdict;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;

/**
 * What a person sees, hears and does, in a real browser: a real console on a real broker, with
 * simulated machines, a trained model and a pipeline. One story: a machine breaks, somebody looks,
 * listens, judges and mutes. Needs Debian's chromium and chromium-driver. Screenshots go to the
 * folder {@code auscult.screenshots}.
 */
@Tag("system")
@Timeout(300)
@TestMethodOrder(OrderAnnotation.class)
class ConsolePageSystemTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String BROKEN = "slider-0";
  private static final String ALSO_BROKEN = "slider-1";

  @TempDir private static Path folder;
  private static RunningConsole console;
  private static LivePlant plant;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws Exception {
    console = RunningConsole.broker(folder.resolve("kafka"));
    plant = LivePlant.start(console, folder.resolve("state"));
    console.start(Access.local(false));
    browser = HeadlessBrowser.start(folder.resolve("browser"));
    size(1280, 800, "light");
    open("");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (plant != null) {
      plant.close();
    }
    if (console != null) {
      console.close();
    }
  }

  private static void open(String hash) {
    browser.get("about:blank");
    browser.get(console.url() + "/" + hash);
  }

  private static void size(int width, int height, String scheme) {
    HeadlessBrowser.size(browser, width, height, scheme);
  }

  private static Object script(String script) {
    return browser.executeScript(script);
  }

  private static WebElement find(String selector) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> browser.findElement(By.cssSelector(selector)).isDisplayed());
    return browser.findElement(By.cssSelector(selector));
  }

  private static String tileState(String machine) {
    return find("[data-machine=\"%s\"]".formatted(machine)).getDomAttribute("data-state");
  }

  private static void awaitTile(String machine, String state) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(tileState(machine)).isEqualTo(state));
  }

  private static String anomalyId(String machine) throws Exception {
    return console.get("/api/v1/anomalies?machine=" + machine).at("/anomalies/0/anomaly").asText();
  }

  private static void screenshot(String name) throws Exception {
    Path to = Path.of(System.getProperty("auscult.screenshots", "target/screenshots"));
    Files.createDirectories(to);
    long width = (Long) script("return innerWidth");
    long height = (Long) script("return innerHeight");
    // Smaller than life: spectrograms compress badly.
    Map<String, Object> part =
        Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 0.75);
    Object png =
        browser.executeCdpCommand("Page.captureScreenshot", Map.of("clip", part)).get("data");
    Files.write(to.resolve(name + ".png"), Base64.getDecoder().decode((String) png));
  }

  @Test
  @Order(1)
  void shouldChangeTheTileWhenAMachineBreaks() throws Exception {
    // Given
    awaitTile(BROKEN, "healthy");

    // When
    plant.breakDown(BROKEN);
    plant.breakDown(ALSO_BROKEN);

    // Then: the page was never loaded again
    awaitTile(BROKEN, "anomalous");
    awaitTile(ALSO_BROKEN, "anomalous");
    assertThat(find(".tile").getDomAttribute("data-machine")).isIn(BROKEN, ALSO_BROKEN);
    size(1280, 420, "light");
    await().until(() -> script("return document.querySelectorAll('.tile').length").equals(8L));
    screenshot("console-fleet");
    size(1280, 800, "light");
  }

  @Test
  @Order(2)
  void shouldFindAMachineWithTheKeyboardAlone() {
    // Given
    WebElement page = find("body");

    // When
    page.sendKeys("/");
    browser.switchTo().activeElement().sendKeys("valve-1");

    // Then
    await()
        .atMost(PATIENCE)
        .until(() -> script("return document.querySelectorAll('.tile').length").equals(1L));
    find(".tile").sendKeys(Keys.ENTER);
    assertThat(find("h1").getText()).isEqualTo("valve-1");
    find("body").sendKeys(Keys.ESCAPE);
    find(".tiles");
  }

  @Test
  @Order(3)
  void shouldScrollTheSpectrogramAndTheScoreUnderIt() throws Exception {
    // Given
    open("#/machine/" + BROKEN);
    String last = "return Number(document.querySelector('canvas.picture').dataset.last || 0)";
    await().atMost(PATIENCE).until(() -> ((Number) script(last)).longValue() > 0);
    long before = ((Number) script(last)).longValue();
    Object picture = script("return document.querySelector('canvas.picture').toDataURL()");

    // When / Then
    await().atMost(PATIENCE).until(() -> ((Number) script(last)).longValue() > before + 2_000_000);
    assertThat(script("return document.querySelector('canvas.picture').toDataURL()"))
        .isNotEqualTo(picture);
    find("[aria-label='Sound and score'] .u-over");
    find("[aria-label='Spectrum'] .bands li");
    size(1280, 1130, "light");
    await()
        .atMost(PATIENCE)
        .until(() -> script("return document.querySelectorAll('.uplot').length").equals(4L));
    screenshot("console-machine");
    size(1280, 800, "light");
  }

  @Test
  @Order(4)
  void shouldShowAnyMinuteThatIsClickedInTheDay() {
    // When
    WebElement day = find("[aria-label='The last 24 hours'] .u-over");
    int half = day.getSize().getWidth() / 2;
    new Actions(browser).moveToElement(day, half - 80, 0).click().perform();

    // Then: the player is there once there is sound
    assertThat(find("audio").getDomProperty("src")).contains("/machine/audio.wav");
    assertThat(browser.findElements(By.xpath("//button[.='Back to live']"))).isNotEmpty();
  }

  @Test
  @Order(5)
  void shouldPlayTheSoundOfAnAnomalyAsItWasPublished() throws Exception {
    // Given
    open("#/anomaly/" + anomalyId(BROKEN));
    find("[aria-label='What raised it'] audio");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                script(
                        "return [...document.querySelectorAll('canvas.picture')]"
                            + ".filter(c => c.dataset.columns > 0).length")
                    .equals(2L));
    size(1280, 800, "light");
    screenshot("console-anomaly");

    // When
    script("const a = document.querySelector('audio'); a.muted = true; a.play()");

    // Then
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ((Number) script("return document.querySelector('audio').currentTime"))
                        .doubleValue()
                    > 0.5);
    String source = find("audio").getDomProperty("src").replace(console.url(), "");
    HttpResponse<byte[]> wav = console.bytes(source);
    float[] served = Chunks.samplesOf(wav.body());
    Instant from = Instant.parse(wav.headers().firstValue("Auscult-Start").orElseThrow());
    assertThat(served.length).isGreaterThan(5 * Chunks.RATE);
    assertThat(served).containsExactly(plant.published(BROKEN, from, served.length));
  }

  @Test
  @Order(6)
  void shouldPutALabelOnTheTopic() throws Exception {
    // Given
    String id = anomalyId(BROKEN);

    // When
    find("[aria-label='Note']").sendKeys("rail is dry");
    find("[data-action=real]").click();

    // Then
    LabelBook labels = new LabelBook(console.clientSettings(), PATIENCE);
    await().atMost(PATIENCE).until(() -> labels.all().containsKey(id));
    assertThat(labels.all().get(id).getVerdict()).isEqualTo(Verdict.REAL);
    assertThat(labels.all().get(id).getNote()).isEqualTo("rail is dry");
    await()
        .atMost(PATIENCE)
        .until(() -> "true".equals(find("[data-action=real]").getDomAttribute("aria-pressed")));
  }

  @Test
  @Order(7)
  void shouldSilenceAMachineThatIsMuted() throws Exception {
    // Given
    open("#/machine/" + ALSO_BROKEN);

    // When
    find("[data-action=mute-1h]").click();

    // Then
    MachineRegistry registry = new MachineRegistry(console.clientSettings(), PATIENCE);
    await()
        .atMost(PATIENCE)
        .until(() -> registry.find(ALSO_BROKEN).map(MachineSettings::getMutedUntil).isPresent());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode anomaly =
                  console.get("/api/v1/anomalies?machine=" + ALSO_BROKEN).at("/anomalies/0");
              assertThat(anomaly.get("state").asText()).isEqualTo("closed");
              assertThat(anomaly.get("closeReason").asText()).isEqualTo("muted");
            });
    open("");
    awaitTile(ALSO_BROKEN, "muted");
  }

  @Test
  @Order(8)
  void shouldPromoteARelease() throws Exception {
    // Given
    open("#/models");
    ModelReleases releases = new ModelReleases(console.clientSettings(), PATIENCE);
    String champion = releases.catalog().of(ReleaseCatalog.CHAMPION).orElseThrow().getRelease();
    find("[data-action=promote-release]");
    size(1280, 520, "light");
    screenshot("console-models");

    // When
    find("[data-action=promote-release]").click();
    browser.switchTo().alert().accept();

    // Then
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !releases
                    .catalog()
                    .of(ReleaseCatalog.CHAMPION)
                    .orElseThrow()
                    .getRelease()
                    .equals(champion));
    find("[data-action=rollback]");
    await()
        .atMost(PATIENCE)
        .until(
            () -> find("[aria-label=Trial] [role=status]").getText().contains("stood its trial"));
  }

  @Test
  @Order(9)
  void shouldFitOnAPhoneInTheDark() throws Exception {
    // Given
    size(390, 800, "dark");

    for (String hash :
        List.of("", "#/machine/" + BROKEN, "#/anomaly/" + anomalyId(BROKEN), "#/models")) {
      // When
      open(hash);
      find("main > *");
      await()
          .during(Duration.ofMillis(500))
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  // Then
                  assertThat(
                          ((Number) script("return document.documentElement.scrollWidth"))
                              .intValue())
                      .as(hash)
                      .isLessThanOrEqualTo(390));
    }
    size(1280, 800, "light");
  }

  @Test
  @Order(10)
  void shouldLogNoErrorInTheBrowser() {
    // When
    List<String> errors =
        browser.manage().logs().get("browser").getAll().stream()
            .map(entry -> entry.getLevel() + " " + entry.getMessage())
            .filter(entry -> entry.startsWith("SEVERE"))
            .toList();

    // Then
    assertThat(errors).isEmpty();
  }
}
