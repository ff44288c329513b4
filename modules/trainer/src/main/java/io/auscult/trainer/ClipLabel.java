/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import org.jspecify.annotations.Nullable;

/**
 * What a clip's path says about it.
 *
 * @param machineId as in {@link TrainingClip}
 * @param type as in {@link TrainingClip}
 * @param name as in {@link TrainingClip}
 * @param condition null if the path keeps it secret, as in the evaluation sets of DCASE
 * @param part what the clip is meant for
 */
record ClipLabel(
    String machineId, String type, String name, @Nullable Condition condition, Part part) {}
