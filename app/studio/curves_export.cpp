#include "app/studio/curves_export.h"

#include <cmath>

#include <QPixmap>
#include <QSaveFile>
#include <fmt/format.h>

#include "core/base/error.h"

namespace spolab {
namespace {

[[noreturn]] void refuse(const QSaveFile& file) {
  throw Error("a file that can be written", file.errorString().toStdString(), file.fileName().toStdString());
}

std::string line(const MetricsRow& row) {
  std::string text;
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (i > 0) text += ',';
    if (std::isfinite(row.values[i])) text += fmt::format("{}", row.values[i]);
  }
  return text + '\n';
}

}  // namespace

void saveCurvesCsv(const std::vector<MetricsRow>& rows, const QString& name) {
  QSaveFile file(name);
  if (!file.open(QIODevice::WriteOnly)) refuse(file);
  std::string text;
  for (const std::string& column : metricNames()) text += (text.empty() ? "" : ",") + column;
  text += '\n';
  for (const MetricsRow& row : rows) text += line(row);
  file.write(text.data(), static_cast<qint64>(text.size()));
  if (!file.commit()) refuse(file);
}

void saveCurvesPicture(QWidget& charts, const QString& name) {
  QSaveFile file(name);
  if (!file.open(QIODevice::WriteOnly)) refuse(file);
  charts.grab().save(&file, "PNG");
  if (!file.commit()) refuse(file);
}

}  // namespace spolab
