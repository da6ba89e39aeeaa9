#include "app/studio/around/guide_window.h"

#include <filesystem>

#include <QCoreApplication>
#include <QDialog>
#include <QFileInfo>
#include <QImage>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace spolab {
namespace {

constexpr int kWidth = 860;
constexpr int kHeight = 720;
constexpr int kMargin = 48;

/// In the source tree beside the assets, installed among them.
QString guideFile() {
  try {
    const std::filesystem::path assets = findAsset("presets").parent_path();
    std::error_code code;
    for (const auto& file : {assets / "docs" / "GUIDE.md", assets.parent_path() / "docs" / "GUIDE.md"})
      if (std::filesystem::exists(file, code)) return QString::fromStdString(file.string());
  } catch (const Error&) {
    return {};
  }
  return {};
}

/// Pictures as wide as the page at most.
class GuideBrowser : public QTextBrowser {
 public:
  using QTextBrowser::QTextBrowser;

 protected:
  QVariant loadResource(int type, const QUrl& name) override {
    const QVariant resource = QTextBrowser::loadResource(type, name);
    if (type != QTextDocument::ImageResource) return resource;
    QImage image = resource.value<QImage>();
    if (image.isNull()) image.loadFromData(resource.toByteArray());
    const int widest = width() - kMargin;
    return image.width() > widest ? image.scaledToWidth(widest, Qt::SmoothTransformation) : image;
  }
};

}  // namespace

bool showGuide(QWidget* parent) {
  auto* dialog = parent->findChild<QDialog*>(QStringLiteral("guide"));
  if (!dialog) {
    const QString file = guideFile();
    if (file.isEmpty()) return false;
    dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("guide"));
    dialog->setWindowTitle(QCoreApplication::translate("Guide", "Guide"));
    dialog->resize(kWidth, kHeight);
    auto* browser = new GuideBrowser(dialog);
    browser->resize(kWidth, kHeight);
    browser->setOpenExternalLinks(true);
    browser->setFrameShape(QFrame::NoFrame);
    browser->setAccessibleName(QCoreApplication::translate("Guide", "User guide"));
    browser->setSearchPaths({QFileInfo(file).absolutePath()});
    browser->setSource(QUrl::fromLocalFile(file), QTextDocument::MarkdownResource);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(12, 12, 0, 0);
    column->addWidget(browser);
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
  return true;
}

}  // namespace spolab
