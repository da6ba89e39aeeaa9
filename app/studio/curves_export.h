#pragma once

#include <vector>

#include <QString>
#include <QWidget>

#include "core/run/engine.h"

namespace spolab {

/// Writes rows as metrics.csv has them, its header included. Throws Error, then the file is as it was.
void saveCurvesCsv(const std::vector<MetricsRow>& rows, const QString& file);
/// Writes the charts side by side as they look now, however few of them are in sight. Throws Error.
void saveCurvesPicture(QWidget& charts, const QString& file);

}  // namespace spolab
