/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.gateway.service;

import org.jspecify.annotations.NullMarked;
