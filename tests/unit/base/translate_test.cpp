#include "core/base/translate.h"

#include <cstring>

#include <QTest>

using namespace spolab;

namespace {

std::string bracketed(const char* context, const char* text) {
  if (std::strcmp(text, "broken {}") == 0) return "kaputt {} {} {";
  return std::string("[") + context + ": " + text + "]";
}

}  // namespace

class TranslateTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cleanup() { setTranslator(nullptr); }

  void textsAreThemselvesWithoutATranslator() {
    QCOMPARE(translate("panels", "Weigh"), std::string("Weigh"));
    QCOMPARE(translateFormat(phrase("panels", "{} of {}"), 3, 4), std::string("3 of 4"));
  }

  void theTranslatorIsAsked() {
    setTranslator(bracketed);
    QCOMPARE(translate("panels", "Weigh"), std::string("[panels: Weigh]"));
    QCOMPARE(translateFormat(phrase("captions", "{} of {:.1f}"), std::string("a"), 4.0),
             std::string("[captions: a of 4.0]"));
  }

  void aTranslationThatDoesNotFitGivesWay() {
    setTranslator(bracketed);
    QCOMPARE(translateFormat(phrase("panels", "broken {}"), 1), std::string("broken 1"));
  }
};

QTEST_GUILESS_MAIN(TranslateTest)
#include "translate_test.moc"
