/* SPDX-License-Identifier: GPL-3.0-or-later */
/** What the topics say of the fleet, by now and over the last day. */
@NullMarked
package io.auscult.console.state;

import org.jspecify.annotations.NullMarked;
