#include "app/studio/languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include "core/base/error.h"
#include "core/base/translate.h"
#include "core/config/run_config.h"

namespace spolab {
namespace {

bool install(const QString& name, const QString& folder) {
  auto* translator = new QTranslator(QCoreApplication::instance());
  return translator->load(QLocale(), name, QStringLiteral("_"), folder) &&
         QCoreApplication::installTranslator(translator);
}

}  // namespace

void useReadersLanguage() {
  setTranslator(
      [](const char* context, const char* text) { return QCoreApplication::translate(context, text).toStdString(); });
  try {
    if (install(QStringLiteral("spolab"), QString::fromStdString(findAsset("translations").string())))
      install(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  } catch (const Error&) {  // none are there: English
  }
}

}  // namespace spolab
