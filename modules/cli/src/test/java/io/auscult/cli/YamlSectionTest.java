/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlSectionTest {

  @TempDir Path folder;

  @Test
  void shouldTakeValuesByTheirKeys() throws Exception {
    YamlSection yaml =
        read(
            """
            name: press hall
            count: 7
            share: 0.5
            after: 90s
            most: 16MiB
            unit: seconds
            inner:
              list: [a, 2]
            rows:
              - id: 1
              - id: 2
            """);

    assertThat(yaml.text("name")).isEqualTo("press hall");
    assertThat(yaml.text("count")).isEqualTo("7");
    assertThat(yaml.integer("count", 1)).isEqualTo(7);
    assertThat(yaml.number("share", 1)).isEqualTo(0.5);
    assertThat(yaml.duration("after", Duration.ZERO)).isEqualTo(Duration.ofSeconds(90));
    assertThat(yaml.bytes("most", 0)).isEqualTo(16 << 20);
    assertThat(yaml.choice("unit", TimeUnit.DAYS)).isEqualTo(TimeUnit.SECONDS);
    assertThat(yaml.section("inner").texts("list")).containsExactly("a", "2");
    assertThat(yaml.sections("rows").get(1).integer("id")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "{}"})
  void shouldUseDefaultsWhereNothingIsWritten(String text) throws Exception {
    YamlSection yaml = read(text);

    assertThat(yaml.text("name", "none")).isEqualTo("none");
    assertThat(yaml.optionalText("name")).isNull();
    assertThat(yaml.integer("count", 1)).isEqualTo(1);
    assertThat(yaml.duration("after", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(yaml.section("inner").texts("list")).isEmpty();
    assertThat(yaml.sections("rows")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "0x1F", "1_000", "1e3", "NO", "on", "1.0", "+5", "12:30:00", "~x"})
  void shouldTakeTextAsItIsWritten(String written) throws Exception {
    assertThat(read("name: " + written).text("name")).isEqualTo(written);
  }

  @Test
  void shouldSayWhatIsWrongWithTheFileAndThePath() throws Exception {
    YamlSection row =
        read("rows: [{}, {id: x, when: 8, size: 5, list: {a: b}, none: }]").sections("rows").get(1);

    assertThatThrownBy(() -> row.integer("id"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file() + ": rows[1].id must be a whole number, is 'x'");
    assertThatThrownBy(() -> row.number("id", 1))
        .hasMessage(file() + ": rows[1].id must be a number, is 'x'");
    assertThatThrownBy(() -> row.text("name")).hasMessage(file() + ": rows[1].name is missing");
    assertThatThrownBy(() -> row.duration("when", Duration.ZERO))
        .hasMessageContaining(": rows[1].when '8' is no length of time: write it like 90s");
    assertThatThrownBy(() -> row.bytes("size", 1))
        .hasMessageContaining(": rows[1].size '5' is no number of bytes: write it like 10GB");
    assertThatThrownBy(() -> row.texts("list"))
        .hasMessageContaining(": rows[1].list must be a list, is keys with values");
    assertThatThrownBy(() -> row.text("list"))
        .hasMessageContaining(": rows[1].list must be one value, is keys with values");
    assertThatThrownBy(() -> row.section("id"))
        .hasMessageContaining(": rows[1].id must hold keys with values, is one value");
    assertThatThrownBy(() -> row.text("none", "a default"))
        .hasMessageContaining(": rows[1].none must be one value, is empty");
    assertThatThrownBy(() -> row.choice("id", TimeUnit.DAYS))
        .hasMessageContaining(": rows[1].id must be one of NANOSECONDS, ")
        .hasMessageEndingWith(", is 'x'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nmae: x    | nmae is no setting: did you mean name?",
        "Name: x    | Name is no setting: did you mean name?",
        "maxbytes: 1 | maxbytes is no setting: did you mean maxBytes?",
        "colour: red | colour is no setting: there are name, maxBytes"
      })
  void shouldRefuseAKeyThatDoesNotExistAndNameTheOneThatWasMeant(String text, String message)
      throws Exception {
    YamlSection yaml = read(text);

    assertThatThrownBy(() -> yaml.only("name", "maxBytes"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file() + ": " + message);
  }

  @Test
  void shouldPutThePathBeforeWhatARecordRefuses() throws Exception {
    YamlSection yaml = read("outer: {port: 70000}").section("outer");

    assertThatThrownBy(
            () ->
                yaml.make(
                    () -> {
                      throw new IllegalArgumentException("port must be\n 0 to 65535");
                    }))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file() + ": outer.port must be 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: [a",
        "name: a\nname: b",
        "- a\n- b",
        "just text",
        "a: b\n---\nc: d",
        "a:\tb: c"
      })
  void shouldRefuseWhatIsNoYamlOrSaysSomethingTwiceInOneLine(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(file())
        .message()
        .hasLineCount(1);
  }

  @Test
  void shouldSayWhereTheFileIsNoYaml() {
    assertThatThrownBy(() -> read("a: b\nc: [d\n")).hasMessageContaining(" line 3 column 1: ");
  }

  @Test
  void shouldNameTheFileThatIsNotThere() {
    assertThatThrownBy(() -> YamlSection.read(folder.resolve("none.yaml")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.yaml");
  }

  @Test
  void shouldReplaceWhatHasPrecedenceAndLeaveTheRest() throws Exception {
    YamlSection yaml =
        read("name: a\nhttp: {port: 1, address: b}")
            .with(Map.of("name", "c", "http.port", "2", "kafka.bootstrap.servers", "d:1"));

    assertThat(yaml.text("name")).isEqualTo("c");
    assertThat(yaml.section("http").integer("port")).isEqualTo(2);
    assertThat(yaml.section("http").text("address")).isEqualTo("b");
    assertThat(yaml.section("kafka").entries())
        .containsExactly(Map.entry("bootstrap.servers", "d:1"));
  }

  private YamlSection read(String text) throws IOException {
    return YamlSection.read(Files.writeString(Path.of(file()), text));
  }

  private String file() {
    return folder.resolve("some.yaml").toString();
  }
}
