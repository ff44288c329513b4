/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The records, topics and the model manifest that the parts of Auscult exchange. */
@NullMarked
package io.auscult.contracts;

import org.jspecify.annotations.NullMarked;
