/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The source of the records that a YAML file is read into: which keys each takes, and what its
 * Javadoc says of them.
 *
 * @param name of the record
 * @param about the first sentence of its Javadoc
 * @param keys with what is said of each, in the order in which they are read; empty where nothing
 *     is
 */
record SettingsSource(String name, String about, Map<String, String> keys) {

  private static final Pattern RECORD =
      Pattern.compile(
          "(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+[^\\n]*\\s*)*(?:public )?record (\\w+)");
  private static final Pattern KEYS = Pattern.compile("(?s)yaml\\.only\\(([^)]*)\\)");
  private static final Pattern KEY = Pattern.compile("\"(\\w+)\"");
  private static final Pattern PARAMETER =
      Pattern.compile("(?s)@param (\\w+) ((?:(?!\\n\\s*@).)*)");
  private static final Pattern TAG = Pattern.compile("\\{@(?:code|link) #?([^}]*)}");

  /** All records of a folder that are read from YAML, by the names of their files. */
  static List<SettingsSource> of(Path folder) throws IOException {
    List<SettingsSource> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        all.addAll(read(Files.readString(file)));
      }
    }
    return all;
  }

  private static List<SettingsSource> read(String source) {
    List<SettingsSource> all = new ArrayList<>();
    Matcher record = RECORD.matcher(source);
    List<int[]> begins = new ArrayList<>();
    List<String[]> heads = new ArrayList<>();
    while (record.find()) {
      begins.add(new int[] {record.end()});
      heads.add(new String[] {record.group(2), record.group(1)});
    }
    for (int i = 0; i < begins.size(); i++) {
      int end = i + 1 < begins.size() ? begins.get(i + 1)[0] : source.length();
      Matcher keys = KEYS.matcher(source.substring(begins.get(i)[0], end));
      if (keys.find()) {
        String javadoc = heads.get(i)[1].replaceAll("(?m)^\\s*\\* ?", "").strip();
        all.add(
            new SettingsSource(heads.get(i)[0], about(javadoc), described(keys.group(1), javadoc)));
      }
    }
    return all;
  }

  private static String about(String javadoc) {
    return plain(javadoc.replaceFirst("(?s)(<p>|@param|@throws).*", ""));
  }

  private static Map<String, String> described(String names, String javadoc) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(javadoc);
    while (parameter.find()) {
      parameters.put(parameter.group(1), plain(parameter.group(2)));
    }
    Map<String, String> keys = new LinkedHashMap<>();
    Matcher key = KEY.matcher(names);
    while (key.find()) {
      String name = key.group(1);
      keys.put(
          name,
          parameters.getOrDefault(
              name, parameters.getOrDefault(name.replaceFirst("File$", ""), "")));
    }
    return keys;
  }

  private static String plain(String javadoc) {
    return TAG.matcher(javadoc).replaceAll("`$1`").replaceAll("\\s+", " ").strip();
  }
}
