/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.Optional;

/**
 * The model that scores at present.
 *
 * @param release its id
 * @param bundle the model
 */
public record Champion(String release, ModelBundle bundle) {

  /**
   * The present one.
   *
   * @return empty if there is none
   * @throws ReleaseUnusableException if it is not whole
   * @throws IOException if it cannot be had, or is no model; one line that says why
   */
  public static Optional<Champion> find(ModelReleases releases)
      throws IOException, ReleaseUnusableException, InterruptedException {
    Optional<ModelRelease> release = releases.catalog().of(ReleaseCatalog.CHAMPION);
    if (release.isEmpty()) {
      return Optional.empty();
    }
    String id = release.get().getRelease();
    ModelBundle bundle = ModelBundle.read(releases.fetch(release.get()), "the champion " + id);
    return Optional.of(new Champion(id, bundle));
  }
}
