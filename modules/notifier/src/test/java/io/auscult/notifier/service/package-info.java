/* SPDX-License-Identifier: GPL-3.0-or-later */
@NullMarked
package io.auscult.notifier.service;

import org.jspecify.annotations.NullMarked;
