/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Training on what a plant keeps of its own sound on Kafka. */
@NullMarked
package io.auscult.trainer.plant;

import org.jspecify.annotations.NullMarked;
