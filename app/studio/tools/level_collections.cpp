#include "app/studio/tools/level_collections.h"

#include <QFileInfo>
#include <QSettings>

namespace spolab {

LevelCollections::LevelCollections() {
  const QSettings remembered(QStringLiteral("spolab"), QStringLiteral("studio"));
  for (const QString& path : remembered.value("sokoban/collections").toStringList())
    if (QFileInfo::exists(path) && paths_.size() < kMost) paths_.append(path);
  const QString last = remembered.value("sokoban/collection").toString();
  if (paths_.contains(last)) current_ = last;
}

void LevelCollections::use(const QString& path) {
  current_ = path.isEmpty() ? path : QFileInfo(path).absoluteFilePath();
  if (!current_.isEmpty()) {
    paths_.removeAll(current_);
    paths_.prepend(current_);
    while (paths_.size() > kMost) paths_.removeLast();
  }
  save();
}

void LevelCollections::forget(const QString& path) {
  paths_.removeAll(path);
  if (current_ == path) current_.clear();
  save();
}

void LevelCollections::save() const {
  QSettings remembered(QStringLiteral("spolab"), QStringLiteral("studio"));
  remembered.setValue("sokoban/collections", paths_);
  remembered.setValue("sokoban/collection", current_);
}

}  // namespace spolab
