/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static io.auscult.contracts.release.ReleaseCatalog.PREVIOUS;

import io.auscult.console.promotion.Promotion;
import io.auscult.console.promotion.Promotions;
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
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * A promotion that takes a trial.
   *
   * @param state trying, promoted, refused (it is worse) or failed
   * @param done share of the trial, 0 to 1
   * @param reasons why it is worse, why nobody can tell, or what failed
   * @param lines what came of it, in columns
   */
  record PromotionJson(
      String release,
      String champion,
      String by,
      Instant begunAt,
      String state,
      double done,
      List<String> reasons,
      List<String> lines) {

    static PromotionJson of(Promotion promotion) {
      return new PromotionJson(
          promotion.release(),
          promotion.champion(),
          promotion.by(),
          promotion.begunAt(),
          promotion.state().name().toLowerCase(Locale.ROOT),
          promotion.done(),
          promotion.reasons(),
          promotion.lines());
    }
  }

  /**
   * All of it.
   *
   * @param comparedVersion of the challenger; null: none scores beside the champion
   * @param promotion the latest that took a trial; null: none since the console's start
   */
  record ModelsJson(
      List<ReleaseJson> releases,
      List<AliasJson> aliases,
      @Nullable String comparedVersion,
      List<ComparedJson> compared,
      @Nullable PromotionJson promotion) {}

  /**
   * Which release is to be the champion.
   *
   * @param release its id, or challenger
   * @param force whether it is to be champion without a trial
   */
  record PromoteJson(@Nullable String release, @Nullable Boolean force) {}

  private final Fleet fleet;
  private final ModelReleases releases;
  private final Promotions promotions;
  private final AuditLog audit;

  ModelApi(Fleet fleet, ModelReleases releases, Promotions promotions, AuditLog audit) {
    this.fleet = fleet;
    this.releases = releases;
    this.promotions = promotions;
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
            "Make a release the champion, after a trial against the present one unless forced; 202: it is being tried.",
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
            .toList(),
        promotions.latest().map(PromotionJson::of).orElse(null));
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
    PromoteJson wish = Bodies.read(http, PromoteJson.class);
    String wanted = Bodies.required(wish.release(), "release");
    boolean isForced = Boolean.TRUE.equals(wish.force());
    ReleaseCatalog catalog = releases.catalog();
    ModelRelease release = find(catalog, wanted, "there is no release " + wanted);
    Optional<ModelRelease> champion = catalog.of(CHAMPION);
    if (isForced || champion.isEmpty() || champion.get().equals(release)) {
      point(http, "promote", release, isForced ? "champion, without a trial" : "champion");
      return;
    }
    if (!promotions.begin(champion.get(), release, Guard.who(http), http.ip())) {
      throw new ApiException(
          HttpStatus.CONFLICT, "another release is being tried: wait until that is done");
    }
    http.status(HttpStatus.ACCEPTED).json(all(catalog));
  }

  private void rollback(Context http) throws BrokerUnavailableException, InterruptedException {
    ModelRelease release =
        find(releases.catalog(), PREVIOUS, "there was no champion before the present one");
    point(http, "rollback", release, "champion");
  }

  private static ModelRelease find(ReleaseCatalog catalog, String idOrAlias, String missing) {
    return catalog.find(idOrAlias).orElseThrow(() -> ApiException.notFound(missing));
  }

  private void point(Context http, String what, ModelRelease release, String detail)
      throws BrokerUnavailableException, InterruptedException {
    releases.point(CHAMPION, release.getRelease(), Guard.who(http).name());
    audit.done(Guard.who(http), http.ip(), what, release.getRelease(), detail);
    http.json(all(releases.catalog()));
  }
}
