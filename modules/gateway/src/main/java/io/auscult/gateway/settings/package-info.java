/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What a gateway is told by its YAML file. */
@NullMarked
package io.auscult.gateway.settings;

import org.jspecify.annotations.NullMarked;
