/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A line of the table of rights in {@code docs/security.md}.
 *
 * @param part of Auscult that needs it
 * @param operation as Kafka's tools write it, for example {@code Write}
 */
record Right(String part, ResourceType resource, String name, PatternType match, String operation) {

  private static final Path PAGE = Path.of("..", "..", "docs", "security.md");
  private static final String OPERATOR = "operator";
  private static final String VIEWER = "viewer";

  /** All of the page, in its order. */
  static List<Right> all() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .map(line -> line.split("\\|", -1))
        .filter(cells -> cells.length == 8 && isMatch(cells[4].strip()))
        .map(
            cells ->
                new Right(
                    cells[1].strip(),
                    ResourceType.fromString(cells[2].strip().replace('-', '_')),
                    cells[3].strip(),
                    PatternType.fromString(cells[4].strip().toUpperCase(Locale.ROOT)),
                    cells[5].strip()))
        .toList();
  }

  private static boolean isMatch(String cell) {
    return cell.equals("literal") || cell.equals("prefixed");
  }

  /** All that a part needs: an operator needs what a viewer does, too. */
  static List<Right> of(String part) throws IOException {
    return all().stream()
        .filter(
            right ->
                right.part.equals(part) || (part.equals(OPERATOR) && right.part.equals(VIEWER)))
        .toList();
  }

  /** The right, for a user. */
  AclBinding bind(String principal) {
    return new AclBinding(
        new ResourcePattern(resource, name, match),
        new AccessControlEntry(principal, "*", aclOperation(), AclPermissionType.ALLOW));
  }

  private AclOperation aclOperation() {
    return Arrays.stream(AclOperation.values())
        .filter(each -> each.name().replace("_", "").equalsIgnoreCase(operation))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no operation " + operation));
  }

  /** As messages name the operation: {@code WRITE}. */
  String operationName() {
    return aclOperation().name();
  }

  /** The line that grants it, as it stands in the page. */
  String command() {
    String option =
        switch (resource) {
          case TOPIC -> "--topic";
          case GROUP -> "--group";
          case TRANSACTIONAL_ID -> "--transactional-id";
          default -> throw new IllegalArgumentException("no option for " + resource);
        };
    String pattern = match == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
    return "$ACLS --allow-principal User:%s --operation %s %s %s%s"
        .formatted(part, operation, option, name, pattern);
  }

  /** The lines of the page that grant rights. */
  static List<String> commandsOfThePage() throws IOException {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return lines.filter(line -> line.startsWith("$ACLS ")).toList();
    }
  }

  @Override
  public String toString() {
    return "%s without %s on %s %s".formatted(part, operation, resource, name);
  }
}
