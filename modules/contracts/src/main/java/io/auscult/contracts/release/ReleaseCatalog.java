/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on {@code auscult.models} by now.
 *
 * @param releases by id
 * @param aliases by name
 */
public record ReleaseCatalog(
    SortedMap<String, ModelRelease> releases, SortedMap<String, ModelAlias> aliases) {

  /** The release that scores. */
  public static final String CHAMPION = "champion";

  /** The release that is to be compared with it. */
  public static final String CHALLENGER = "challenger";

  /** The champion before the present one: where a rollback goes. */
  public static final String PREVIOUS = "previous";

  public ReleaseCatalog {
    releases = new TreeMap<>(releases);
    aliases = new TreeMap<>(aliases);
  }

  /** The release that an alias points at, if it is there. */
  public Optional<ModelRelease> of(String alias) {
    return Optional.ofNullable(aliases.get(alias)).map(a -> releases.get(a.getRelease()));
  }

  /** The release with that id, or that an alias of this name points at. */
  public Optional<ModelRelease> find(String idOrAlias) {
    ModelRelease release = releases.get(idOrAlias);
    return release == null ? of(idOrAlias) : Optional.of(release);
  }
}
