/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Sound from Kafka: spectrograms, spectra and clips. */
@NullMarked
package io.auscult.console.sound;

import org.jspecify.annotations.NullMarked;
