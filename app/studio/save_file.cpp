#include "app/studio/save_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace spolab {
namespace {

bool mayOverwrite(QWidget* parent, const QString& title, const QString& file) {
  const QString text = QCoreApplication::translate("SaveFile", "%1 already exists.\nDo you want to replace it?")
                           .arg(QDir::toNativeSeparators(file));
  return QMessageBox::warning(parent, title, text, QMessageBox::Yes | QMessageBox::No, QMessageBox::No) ==
         QMessageBox::Yes;
}

}  // namespace

QString askWhereToSave(QWidget* parent, const QString& title, const QString& proposal, const QString& filter,
                       const QString& ending, bool always) {
  QString start = proposal;
  while (true) {
    QString file = QFileDialog::getSaveFileName(parent, title, start, filter);
    if (file.isEmpty()) return {};
    const bool complete = always ? file.endsWith(ending, Qt::CaseInsensitive) : !QFileInfo(file).suffix().isEmpty();
    if (complete) return file;  // the file dialog has asked
    file += ending;
    if (!QFileInfo::exists(file) || mayOverwrite(parent, title, file)) return file;
    start = file;
  }
}

}  // namespace spolab
