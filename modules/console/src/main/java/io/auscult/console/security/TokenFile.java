/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in: a line {@code name:role:token} for each, where the role is {@code viewer} or
 * {@code operator} and the token has 16 characters at least. Empty lines and those that begin with
 * {@code #} count for nothing.
 */
public final class TokenFile {

  private static final int SHORTEST = 16;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(Person person, byte[] sha256) {}

  private final List<Entry> entries;

  private TokenFile(List<Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming file and line, never a token
   */
  public static TokenFile read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split(":", 3);
      require(parts.length == 3, file, number, "a line is name:role:token");
      require(!parts[0].isBlank(), file, number, "the name is empty");
      require(names.add(parts[0]), file, number, parts[0] + " has a line already");
      require(
          parts[2].length() >= SHORTEST,
          file,
          number,
          "the token has less than %d characters: openssl rand -hex 24 makes a good one"
              .formatted(SHORTEST));
      entries.add(new Entry(new Person(parts[0], role(parts[1], file, number)), hash(parts[2])));
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(file + " has no line name:role:token");
    }
    return new TokenFile(List.copyOf(entries));
  }

  private static Role role(String word, Path file, int line) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "viewer" -> Role.VIEWER;
      case "operator" -> Role.OPERATOR;
      default ->
          throw new IllegalArgumentException(
              "%s line %d: '%s' is no role: viewer or operator".formatted(file, line, word));
    };
  }

  private static void require(boolean condition, Path file, int line, String fault) {
    if (!condition) {
      throw new IllegalArgumentException("%s line %d: %s".formatted(file, line, fault));
    }
  }

  /**
   * Whose token it is. All are compared, each in constant time: how long it takes tells nothing.
   */
  public Optional<Person> find(String token) {
    byte[] given = hash(token);
    Person found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(given, entry.sha256())) {
        found = entry.person();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
