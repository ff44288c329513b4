/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.state.SensorKey;

/**
 * A sensor's sound has grown.
 *
 * @param sensor whose
 * @param ends whether its segment ends here, so that its windows must be scored before it goes on
 */
record SensorReady(SensorKey sensor, boolean ends) {}
