/* SPDX-License-Identifier: GPL-3.0-or-later */
/** A plant in one process: broker, gateway, pipeline and a live table. */
@NullMarked
package io.auscult.app.demo;

import org.jspecify.annotations.NullMarked;
