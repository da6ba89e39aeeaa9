#include "app/studio/tools/level_draft.h"

#include <QSettings>

namespace spolab {
namespace {

constexpr const char* kGroup = "sokoban/draft";

QSettings settings() { return QSettings(QStringLiteral("spolab"), QStringLiteral("studio")); }

}  // namespace

std::optional<sokoban::Level> levelDraft() {
  QSettings kept = settings();
  kept.beginGroup(QLatin1String(kGroup));
  sokoban::Level level;
  level.rows = kept.value("rows").toInt();
  level.columns = kept.value("columns").toInt();
  level.title = kept.value("title").toString().toStdString();
  const QString cells = kept.value("cells").toString();
  const bool fits = level.rows > 0 && level.columns > 0 && level.rows <= sokoban::kMaxSide &&
                    level.columns <= sokoban::kMaxSide && cells.size() == level.rows * level.columns;
  if (!fits) return std::nullopt;
  for (const QChar cell : cells) {
    const int value = cell.digitValue();
    if (value < 0 || value > sokoban::kBoxOnTarget) return std::nullopt;
    level.cells.push_back(static_cast<std::uint8_t>(value));
  }
  return level;
}

void keepLevelDraft(const sokoban::Level& level) {
  QString cells;
  for (const std::uint8_t cell : level.cells) cells += QChar('0' + cell);
  QSettings kept = settings();
  kept.beginGroup(QLatin1String(kGroup));
  kept.setValue("rows", level.rows);
  kept.setValue("columns", level.columns);
  kept.setValue("title", QString::fromStdString(level.title));
  kept.setValue("cells", cells);
}

void forgetLevelDraft() {
  QSettings kept = settings();
  kept.remove(QLatin1String(kGroup));
}

}  // namespace spolab
