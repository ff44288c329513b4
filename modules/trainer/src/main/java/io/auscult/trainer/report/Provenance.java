/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import java.time.ZonedDateTime;
import java.util.Map;

/**
 * Where an evaluation comes from.
 *
 * @param command what to type to get the same figures
 * @param versions name to version of what they were computed with
 * @param finished when
 */
public record Provenance(String command, Map<String, String> versions, ZonedDateTime finished) {}
