#include "app/studio/film_names.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace spolab {

QString freshFilmName(const QString& stem) {
  QString folder = QStandardPaths::writableLocation(QStandardPaths::MoviesLocation);
  if (!QFileInfo(folder).isDir()) folder = QDir::homePath();
  for (int number = 1;; ++number) {
    const QString tail = number == 1 ? QString() : QStringLiteral("-%1").arg(number);
    const QString name = QStringLiteral("%1/%2%3.mp4").arg(folder, stem, tail);
    if (!QFileInfo::exists(name)) return name;
  }
}

}  // namespace spolab
