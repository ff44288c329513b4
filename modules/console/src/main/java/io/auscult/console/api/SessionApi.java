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
import io.javalin.http.Cookie;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.http.SameSite;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who is there, log in and log out. */
final class SessionApi {

  /**
   * Who is there.
   *
   * @param name null: nobody yet
   * @param role viewer or operator
   * @param mayWrite whether buttons are to be shown
   * @param loginNeeded whether a token is asked for
   * @param csrfToken for the header {@code X-CSRF-Token} of what writes
   */
  record Here(
      @Nullable String name,
      @Nullable String role,
      boolean mayWrite,
      boolean loginNeeded,
      String csrfToken) {}

  /** A token, as in the token file. */
  record Login(@Nullable String token) {}

  private final Access access;
  private final Sessions sessions;
  private final Guard guard;
  private final AuditLog audit;
  private final Operation login;

  SessionApi(Access access, Sessions sessions, Guard guard, AuditLog audit) {
    this.access = access;
    this.sessions = sessions;
    this.guard = guard;
    this.audit = audit;
    this.login =
        Operation.post(
                "/session",
                "Log in with a token; sets a cookie.",
                Login.class,
                Here.class,
                this::begin)
            .open();
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/session", "Who is asking.", List.of(), Here.class, this::show).open(),
        login,
        new Operation(
            HandlerType.DELETE,
            "/session",
            null,
            "Log out.",
            List.of(),
            null,
            Here.class,
            Operation.JSON,
            this::end));
  }

  private void show(Context http) {
    Person person = Guard.whoIfKnown(http).orElse(null);
    http.json(here(person, guard.csrfToken(http)));
  }

  private Here here(@Nullable Person person, String csrfToken) {
    return new Here(
        person == null ? null : person.name(),
        person == null ? null : person.role().name().toLowerCase(Locale.ROOT),
        person != null && person.mayAct(Role.OPERATOR) && !access.readOnly(),
        person == null,
        csrfToken);
  }

  private void begin(Context http) {
    guard.requireSameOrigin("?", http, login);
    TokenFile tokens = access.tokens();
    if (tokens == null) {
      throw ApiException.badRequest("this console asks for no token");
    }
    String token = Bodies.read(http, Login.class).token();
    Person person = token == null ? null : tokens.find(token).orElse(null);
    if (person == null) {
      audit.refused("?", http.ip(), "login", "unknown token");
      throw new ApiException(HttpStatus.UNAUTHORIZED, "no such token");
    }
    Session session = sessions.begin(person);
    audit.done(person, http.ip(), "login", person.name(), "");
    http.cookie(cookie(session.id(), (int) Sessions.LENGTH.toSeconds()));
    http.json(here(person, session.csrfToken()));
  }

  private void end(Context http) {
    guard.session(http).ifPresent(session -> sessions.end(session.id()));
    http.cookie(cookie("", 0));
    http.json(here(null, ""));
  }

  private Cookie cookie(String value, int seconds) {
    Cookie cookie = new Cookie(Guard.COOKIE, value);
    cookie.setPath("/");
    cookie.setMaxAge(seconds);
    cookie.setHttpOnly(true);
    cookie.setSecure(access.tls() != null);
    cookie.setSameSite(SameSite.STRICT);
    return cookie;
  }
}
