/* SPDX-License-Identifier: GPL-3.0-or-later */
/** {@code auscult model}: bundles as files, and releases on Kafka. */
@NullMarked
package io.auscult.app.model;

import org.jspecify.annotations.NullMarked;
