/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What turns an embedding into one logit per model class. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HeadSpec.Linear.class, name = "linear"),
  @JsonSubTypes.Type(value = HeadSpec.Cosine.class, name = "cosine"),
  @JsonSubTypes.Type(value = HeadSpec.AdaCos.class, name = "adacos")
})
public sealed interface HeadSpec {

  /** A linear layer with bias. */
  record Linear() implements HeadSpec {}

  /**
   * The cosine between the embedding and the nearest of a class's centres; with several centres a
   * class, sub-centre ArcFace.
   *
   * @param scale what the cosine is multiplied with to give the logit
   * @param centers how many centres a class has
   * @see <a href="https://www.ecva.net/papers/eccv_2020/papers_ECCV/html/1445_ECCV_2020_paper.php">
   *     Deng et al.: Sub-center ArcFace</a>
   */
  record Cosine(double scale, int centers) implements HeadSpec {

    /**
     * @throws IllegalArgumentException if a value is not positive
     */
    public Cosine {
      Require.positive(scale, "network.head.scale");
      Require.positive(centers, "network.head.centers");
    }
  }

  /**
   * Sub-cluster AdaCos with its fixed scale of sqrt(2) ln(centres of all classes - 1): the logit is
   * the logarithm of the sum of the exponentials of a class's scaled cosines.
   *
   * @param centers how many centres a class has
   * @see <a href="https://arxiv.org/abs/1905.00292">Zhang et al.: AdaCos</a>
   * @see <a href="https://arxiv.org/abs/2204.03382">Wilkinghoff: Sub-Cluster AdaCos</a>
   */
  record AdaCos(int centers) implements HeadSpec {

    /**
     * @throws IllegalArgumentException if there is no centre
     */
    public AdaCos {
      Require.positive(centers, "network.head.centers");
    }

    /**
     * What cosines are multiplied with.
     *
     * @param classes how many the network tells apart
     */
    public double scale(int classes) {
      return Math.sqrt(2) * Math.log(Math.max(2, classes * centers - 1));
    }
  }
}
