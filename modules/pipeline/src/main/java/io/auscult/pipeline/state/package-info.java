/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What the topology remembers between records, and how it is written. */
@NullMarked
package io.auscult.pipeline.state;

import org.jspecify.annotations.NullMarked;
