/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * The manifest of a model bundle: everything a reader must know to turn sound into scores as the
 * trainer meant it. Immutable records, written as JSON that is the same bytes for the same values.
 */
@NullMarked
package io.auscult.contracts.manifest;

import org.jspecify.annotations.NullMarked;
