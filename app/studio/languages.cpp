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

bool install(const QLocale& locale, const QString& name, const QString& folder) {
  auto* translator = new QTranslator(QCoreApplication::instance());
  return translator->load(name + QLatin1Char('_') + locale.name(), folder) &&
         QCoreApplication::installTranslator(translator);
}

}  // namespace

void translateEverywhere() {
  setTranslator(
      [](const char* context, const char* text) { return QCoreApplication::translate(context, text).toStdString(); });
}

void useReadersLanguage() {
  const QStringList wanted = QLocale().uiLanguages();
  const QLocale locale(wanted.isEmpty() ? QStringLiteral("en") : wanted.front());
  if (locale.language() == QLocale::English) return;
  try {
    if (!install(locale, QStringLiteral("spolab"), QString::fromStdString(findAsset("translations").string()))) return;
    install(locale, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    translateEverywhere();
  } catch (const Error&) {  // none are there: English
  }
}

}  // namespace spolab
