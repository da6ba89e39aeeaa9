#include "app/studio/runs/file_drop.h"

#include <system_error>

#include <QDropEvent>
#include <QMimeData>
#include <QTimer>
#include <QUrl>
#include <QWidget>

namespace spolab {
namespace {

namespace fs = std::filesystem;

bool isFolder(const fs::path& file) {
  std::error_code code;
  return fs::is_directory(file, code);
}

}  // namespace

FileDrop::FileDrop(QObject* parent) : QObject(parent) {}

void FileDrop::watch(QObject* target) {
  if (auto* widget = qobject_cast<QWidget*>(target)) widget->setAcceptDrops(true);
  target->installEventFilter(this);
}

bool FileDrop::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::Drop)
    return QObject::eventFilter(watched, event);
  auto* drop = static_cast<QDropEvent*>(event);
  if (!drop->mimeData()->hasUrls()) return QObject::eventFilter(watched, event);
  drop->setDropAction(Qt::CopyAction);  // the file stays where it is
  drop->accept();
  // After the drag has ended: what follows may open a dialog.
  if (type == QEvent::Drop) QTimer::singleShot(0, this, [this, urls = drop->mimeData()->urls()] { takeUrls(urls); });
  return true;
}

void FileDrop::takeUrls(const QList<QUrl>& urls) {
  if (urls.size() == 1 && urls.front().isLocalFile()) {
    take(urls.front().toLocalFile().toStdString());
    return;
  }
  Q_EMIT refused(tr("That cannot be opened"),
                 tr("expected one file or folder of this computer, found %1")
                     .arg(urls.size() == 1 ? urls.front().toDisplayString() : tr("%1 of them").arg(urls.size())),
                 tr("Drop one thing at a time."));
}

void FileDrop::take(const fs::path& file) {
  for (const DropKind& kind : kinds_) {
    if (!kind.accepts(file)) continue;
    kind.open(file);
    return;
  }
  Q_EMIT refused(tr("That cannot be opened"),
                 tr("expected %1, found %2").arg(everyKind(), QString::fromStdString(file.string())),
                 isFolder(file) ? tr("The folder of a run holds config.toml and metrics.csv.")
                                : tr("Agents are written by training: agent.safetensors in the run's folder."));
}

QString FileDrop::everyKind() const {
  QStringList all;
  for (const DropKind& kind : kinds_) all << kind.what;
  return all.join(tr(" or "));
}

bool looksLikeAgent(const fs::path& file) {
  std::error_code code;
  return file.extension() == ".safetensors" && fs::is_regular_file(file, code);
}

bool looksLikeRun(const fs::path& file) {
  std::error_code code;
  return fs::is_regular_file(runFolderOf(file) / "config.toml", code);
}

fs::path runFolderOf(const fs::path& file) {
  return file.filename() == "config.toml" && !isFolder(file) ? file.parent_path() : file;
}

}  // namespace spolab
