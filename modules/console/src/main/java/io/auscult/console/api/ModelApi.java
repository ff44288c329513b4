/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static io.auscult.contracts.release.ReleaseCatalog.PREVIOUS;

import io.auscult.console.security.AuditLog;
import io.auscult.console.state.Comparison;
import io.auscult.console.state.Fleet;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.ManifestException;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Releases of models, and which of them scores. */
final class ModelApi {

  /**
   * A release.
   *
   * @param aliases champion, challenger, previous
   * @param recipe null, as the rest, if this version cannot read its manifest
   * @param metrics as its training measured them
   */
  record ReleaseJson(
      String release,
      List<String> aliases,
      Instant publishedAt,
      String publishedBy,
      long bytes,
      String sha256,
      @Nullable String modelVersion,
      @Nullable String recipe,
      @Nullable Integer machines,
      @Nullable Boolean calibrated,
      Map<String, Double> metrics,
      @Nullable String unreadable) {}

  /** A pointer. */
  record AliasJson(String alias, String release, Instant setAt, String setBy) {}

  /** How the challenger judged what the champion judged. */
  record ComparedJson(
      String machine,
      long windows,
      double correlation,
      double championOver,
      double challengerOver) {}

  /**
   * All of it.
   *
   * @param comparedVersion of the challenger; null: none scores beside the champion
   */
  record ModelsJson(
      List<ReleaseJson> releases,
      List<AliasJson> aliases,
      @Nullable String comparedVersion,
      List<ComparedJson> compared) {}

  /** Which release is to be the champion: its id, or challenger. */
  record PromoteJson(@Nullable String release) {}

  private final Fleet fleet;
  private final ModelReleases releases;
  private final AuditLog audit;

  ModelApi(Fleet fleet, ModelReleases releases, AuditLog audit) {
    this.fleet = fleet;
    this.releases = releases;
    this.audit = audit;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/models",
            "Releases, what points at them, and how the challenger compares.",
            List.of(),
            ModelsJson.class,
            this::show),
        Operation.post(
            "/models/promote",
            "Make a release the champion.",
            PromoteJson.class,
            ModelsJson.class,
            this::promote),
        Operation.post(
            "/models/rollback",
            "Make the champion before the present one the champion again.",
            AnomalyApi.NothingJson.class,
            ModelsJson.class,
            this::rollback));
  }

  private void show(Context http) {
    http.json(all(fleet.catalog()));
  }

  private ModelsJson all(ReleaseCatalog catalog) {
    Comparison comparison = fleet.comparison();
    String challenger = comparison.challenger();
    return new ModelsJson(
        catalog.releases().values().stream()
            .sorted(Comparator.comparing(ModelRelease::getPublishedAt).reversed())
            .map(release -> release(release, catalog))
            .toList(),
        catalog.aliases().values().stream()
            .map(a -> new AliasJson(a.getAlias(), a.getRelease(), a.getSetAt(), a.getSetBy()))
            .toList(),
        challenger.isEmpty() ? null : challenger,
        comparison.rows().entrySet().stream()
            .map(
                row ->
                    new ComparedJson(
                        row.getKey(),
                        row.getValue().windows(),
                        row.getValue().correlation(),
                        row.getValue().championOver(),
                        row.getValue().challengerOver()))
            .toList());
  }

  private static ReleaseJson release(ModelRelease release, ReleaseCatalog catalog) {
    List<String> aliases =
        catalog.aliases().values().stream()
            .filter(alias -> alias.getRelease().equals(release.getRelease()))
            .map(ModelAlias::getAlias)
            .toList();
    ModelManifest manifest = null;
    String unreadable = null;
    try {
      manifest = ManifestJson.read(release.getManifest());
    } catch (ManifestException e) {
      unreadable = e.getMessage();
    }
    return new ReleaseJson(
        release.getRelease(),
        aliases,
        release.getPublishedAt(),
        release.getPublishedBy(),
        release.getSizeBytes(),
        release.getSha256(),
        manifest == null ? null : manifest.modelVersion(),
        manifest == null ? null : manifest.recipe(),
        manifest == null ? null : manifest.machines().size(),
        manifest == null ? null : manifest.calibrated(),
        manifest == null ? Map.of() : manifest.metrics(),
        unreadable);
  }

  private void promote(Context http) throws BrokerUnavailableException, InterruptedException {
    String wanted = Bodies.required(Bodies.read(http, PromoteJson.class).release(), "release");
    point(http, "promote", wanted, "there is no release " + wanted);
  }

  private void rollback(Context http) throws BrokerUnavailableException, InterruptedException {
    point(http, "rollback", PREVIOUS, "there was no champion before the present one");
  }

  private void point(Context http, String what, String idOrAlias, String missing)
      throws BrokerUnavailableException, InterruptedException {
    ModelRelease release =
        releases.catalog().find(idOrAlias).orElseThrow(() -> ApiException.notFound(missing));
    releases.point(CHAMPION, release.getRelease(), Guard.who(http).name());
    audit.done(Guard.who(http), http.ip(), what, release.getRelease(), "champion");
    http.json(all(releases.catalog()));
  }
}
