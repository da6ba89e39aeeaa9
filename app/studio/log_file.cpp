#include "app/studio/log_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTextStream>

namespace spolab {
namespace {

/// A log that has grown beyond this starts anew, so that it never fills a disk.
constexpr qint64 kMostBytes = 4 << 20;

}  // namespace

QString logFilePath() {
  return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QStringLiteral("/spolab/studio.log");
}

void logLine(const QString& text) {
  const QFileInfo info(logFilePath());
  QDir().mkpath(info.absolutePath());
  QFile file(info.filePath());
  const auto mode = info.size() > kMostBytes ? QIODevice::Truncate : QIODevice::Append;
  if (!file.open(QIODevice::WriteOnly | QIODevice::Text | mode)) return;
  QTextStream(&file) << QDateTime::currentDateTime().toString(Qt::ISODate) << ' ' << text << '\n';
}

}  // namespace spolab
