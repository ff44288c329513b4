/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who has logged in with a browser. A session lasts 12 hours; at most 1,000. Thread-safe. */
public final class Sessions {

  /** How long one lasts. */
  public static final Duration LENGTH = Duration.ofHours(12);

  private static final int MOST = 1_000;
  private static final int SECRET_BYTES = 32;

  /**
   * One of them.
   *
   * @param id what the browser's cookie holds
   * @param csrfToken what a page that writes must show, and only our own page can know
   */
  public record Session(String id, Person person, String csrfToken, Instant until) {}

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Map<String, Session> byId =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > MOST;
        }
      };

  public Sessions(Clock clock) {
    this.clock = clock;
  }

  /** A secret that nobody guesses. */
  public String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  public synchronized Session begin(Person person) {
    Session session = new Session(secret(), person, secret(), clock.instant().plus(LENGTH));
    byId.put(session.id(), session);
    return session;
  }

  public synchronized Optional<Session> find(String id) {
    Session session = byId.get(id);
    if (session != null && !clock.instant().isBefore(session.until())) {
      byId.remove(id);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  public synchronized void end(String id) {
    byId.remove(id);
  }
}
