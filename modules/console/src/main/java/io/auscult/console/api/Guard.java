/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.security.Access;
import io.auscult.console.security.AuditLog;
import io.auscult.console.security.Person;
import io.auscult.console.security.Role;
import io.auscult.console.security.Sessions;
import io.auscult.console.security.Sessions.Session;
import io.auscult.console.security.TokenFile;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who may come in. A browser has a session by cookie; a program shows its token with each
 * request ({@code Authorization: Bearer ...}). A browser that writes must come from our own page
 * and show what only that page knows.
 */
final class Guard {

  static final String COOKIE = "auscult-session";
  static final String CSRF_HEADER = "X-CSRF-Token";
  private static final String BEARER = "Bearer ";
  private static final String PERSON = "person";

  /** A page of another site that had its name point at 127.0.0.1 says its own name. */
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Access access;
  private final Sessions sessions;
  private final AuditLog audit;
  private final String localCsrfToken;

  Guard(Access access, Sessions sessions, AuditLog audit) {
    this.access = access;
    this.sessions = sessions;
    this.audit = audit;
    this.localCsrfToken = sessions.secret();
  }

  /**
   * Refuses a request that may not be.
   *
   * @throws ApiException if so
   */
  void check(Operation operation, Context http) {
    requireHost(http);
    Optional<Person> person = person(http);
    person.ifPresent(known -> http.attribute(PERSON, known));
    Role needed = operation.role();
    if (needed == null) {
      return;
    }
    if (person.isEmpty()) {
      throw new ApiException(HttpStatus.UNAUTHORIZED, "who are you? Log in with your token");
    }
    if (!person.get().mayAct(needed)) {
      refuse(person.get().name(), http, operation, "it takes the role operator");
    }
    if (operation.writes()) {
      if (access.readOnly()) {
        refuse(person.get().name(), http, operation, "this console only shows (--read-only)");
      }
      if (bearer(http) == null) {
        requireOwnPage(person.get(), http, operation);
      }
    }
  }

  private void requireHost(Context http) {
    if (access.tokens() == null && !LOCAL_NAMES.contains(hostName(http))) {
      throw ApiException.forbidden(
          "this console is for this machine alone: open it as http://localhost:PORT");
    }
  }

  private static String hostName(Context http) {
    String host = Objects.requireNonNullElse(http.host(), "");
    int port = host.lastIndexOf(':');
    return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
  }

  private Optional<Person> person(Context http) {
    TokenFile tokens = access.tokens();
    if (tokens == null) {
      return Optional.of(new Person(access.localPerson(), Role.OPERATOR));
    }
    String token = bearer(http);
    if (token != null) {
      return tokens.find(token);
    }
    return session(http).map(Session::person);
  }

  private static @Nullable String bearer(Context http) {
    String header = http.header("Authorization");
    return header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : null;
  }

  Optional<Session> session(Context http) {
    String id = http.cookie(COOKIE);
    return id == null ? Optional.empty() : sessions.find(id);
  }

  private void requireOwnPage(Person person, Context http, Operation operation) {
    requireSameOrigin(person.name(), http, operation);
    String expected = csrfToken(http);
    String given = Objects.requireNonNullElse(http.header(CSRF_HEADER), "");
    boolean equal =
        MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    if (!equal) {
      refuse(
          person.name(),
          http,
          operation,
          "%s is not what GET /api/v1/session says".formatted(CSRF_HEADER));
    }
  }

  void requireSameOrigin(String who, Context http, Operation operation) {
    String site = http.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      refuse(who, http, operation, "it comes from another site");
    }
    String origin = http.header("Origin");
    if (origin != null && !isOwn(origin, http)) {
      refuse(who, http, operation, "it comes from another site");
    }
  }

  private static boolean isOwn(String origin, Context http) {
    try {
      URI uri = URI.create(origin);
      return http.scheme().equals(uri.getScheme())
          && Objects.equals(http.host(), uri.getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void refuse(String who, Context http, Operation operation, String why) {
    audit.refused(who, http.ip(), operation.name(), why);
    throw ApiException.forbidden(why);
  }

  /** What a page must show when it writes. */
  String csrfToken(Context http) {
    return access.tokens() == null
        ? localCsrfToken
        : session(http).map(Session::csrfToken).orElse("");
  }

  /** Who asks; a request that was let in has somebody. */
  static Person who(Context http) {
    return Objects.requireNonNull(http.<Person>attribute(PERSON));
  }

  /** Who asks, if that is known. */
  static Optional<Person> whoIfKnown(Context http) {
    return Optional.ofNullable(http.<Person>attribute(PERSON));
  }
}
