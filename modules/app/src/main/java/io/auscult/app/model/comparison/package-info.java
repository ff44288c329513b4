/* SPDX-License-Identifier: GPL-3.0-or-later */
/** A challenger held against the champion, window by window; knows no Kafka. */
@NullMarked
package io.auscult.app.model.comparison;

import org.jspecify.annotations.NullMarked;
