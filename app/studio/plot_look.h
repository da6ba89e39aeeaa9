#pragma once

#include "render/theme.h"

class QCustomPlot;

namespace spolab {

/// What all plots share: ticks as people write them ("20k", "0.5"). Once per plot; the axes keep it.
void usePlainTicks(QCustomPlot& plot);

/// Colours and fonts of background, axes and grid; only levels have grid lines. `scale` is the UI scale.
void setPlotLook(QCustomPlot& plot, const Theme& theme, double scale);

}  // namespace spolab
