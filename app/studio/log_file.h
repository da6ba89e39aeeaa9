#pragma once

#include <QString>

namespace spolab {

/// Where the studio writes what it also shows: "<data folder>/spolab/studio.log". The folder is made when needed.
QString logFilePath();
/// Appends one line with the time. Never throws: a log that cannot be written is no reason to stop.
void logLine(const QString& text);

}  // namespace spolab
