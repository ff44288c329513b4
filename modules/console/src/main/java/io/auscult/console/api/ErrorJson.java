/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

/** Why something could not be, in one line for a person. */
record ErrorJson(String error) {}
