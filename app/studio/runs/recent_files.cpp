#include "app/studio/runs/recent_files.h"

#include <system_error>

#include <QMenu>
#include <QSettings>

namespace spolab {
namespace {

namespace fs = std::filesystem;

const QString kKey = QStringLiteral("recent/files");

QSettings settings() { return QSettings(QStringLiteral("spolab"), QStringLiteral("studio")); }

}  // namespace

RecentFiles::RecentFiles(QMenu& menu, QObject* parent) : QObject(parent), menu_(menu) {
  menu_.setToolTipsVisible(true);
  connect(&menu_, &QMenu::aboutToShow, this, &RecentFiles::fill);
  fill();
}

void RecentFiles::note(const fs::path& file) {
  std::error_code code;
  const fs::path whole = fs::absolute(file, code).lexically_normal();
  const QString path = QString::fromStdString((code ? file : whole).string());
  QStringList all = settings().value(kKey).toStringList();
  all.removeAll(path);
  all.prepend(path);
  settings().setValue(kKey, QStringList(all.mid(0, kMost)));
}

std::vector<fs::path> RecentFiles::files() const {
  std::vector<fs::path> files;
  for (const QString& path : settings().value(kKey).toStringList()) files.emplace_back(path.toStdString());
  return files;
}

void RecentFiles::clear() {
  settings().remove(kKey);
  fill();
}

void RecentFiles::fill() {
  menu_.clear();
  for (const fs::path& file : files()) {
    std::error_code code;
    const bool there = fs::exists(file, code);
    const QString name = QString::fromStdString(file.filename().string());
    const QString place = QString::fromStdString(file.parent_path().filename().string());
    QString text = tr("%1   in %2").arg(name, place);
    if (!there) text = tr("%1   (no longer there)").arg(name);
    QAction* action = menu_.addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")));
    action->setToolTip(QString::fromStdString(file.string()));
    action->setEnabled(there);
    connect(action, &QAction::triggered, this, [this, file] { Q_EMIT chosen(file); });
  }
  if (menu_.isEmpty()) {
    menu_.addAction(tr("Nothing was opened yet"))->setEnabled(false);
    return;
  }
  menu_.addSeparator();
  connect(menu_.addAction(tr("Forget all")), &QAction::triggered, this, &RecentFiles::clear);
}

}  // namespace spolab
