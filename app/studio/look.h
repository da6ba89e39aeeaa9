#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPointF>
#include <QString>

#include "render/theme.h"

namespace spolab {

/// Qt's share of the visual language: everything comes from render/theme.h.
QColor qcolour(const Colour& colour);

/// Makes the compiled-in fonts known to Qt. Once, after QApplication.
void installFonts();
/// The interface font at one of font_size, in points of the interface times `scale`; its figures are tabular.
QFont uiFontOf(float size, double scale, bool semibold = false);
/// Fusion style, palette, font and style sheet of the whole application. `scale` is the UI scale, 0.75 to 2.
void applyLook(const Theme& theme, double scale);

/// Shapes of buttons, drawn from the theme's colours at any size: no picture files.
enum class Glyph { kTrain, kPause, kStop, kPlay, kStep, kDepth, kPhase, kRestart, kNext, kLive, kReset, kPin, kClose };
/// In the text colour (dim when disabled), or in `colour`.
QIcon glyphIcon(Glyph glyph, const Theme& theme, double scale);
QIcon glyphIcon(Glyph glyph, const QColor& colour, const QColor& disabled, double scale);

/// The program's icon: a solved corner of the cube.
QIcon programIcon();

}  // namespace spolab
