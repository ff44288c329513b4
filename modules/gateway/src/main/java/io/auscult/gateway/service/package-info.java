/* SPDX-License-Identifier: GPL-3.0-or-later */
/** The gateway as a process: captures, spool, publisher, metrics and health. */
@NullMarked
package io.auscult.gateway.service;

import org.jspecify.annotations.NullMarked;
