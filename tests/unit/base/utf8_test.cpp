#include "core/base/utf8.h"

#include <string>

#include <QTest>

#include "core/base/error.h"
#include "core/base/settings.h"
#include "tests/support/expect_error.h"

using namespace spolab;
using namespace spolab::test;

class Utf8Test : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// The forms of Unicode's table 3-7 and their neighbours.
  void bytes_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("good");
    const auto row = [](const char* name, const char* hex, bool good) {
      QTest::newRow(name) << QByteArray::fromHex(hex) << good;
    };
    row("nothing", "", true);
    row("ASCII with NUL", "41007f", true);
    row("U+0080", "c280", true);
    row("U+07FF, U+0800", "dfbfe0a080", true);
    row("U+D7FF, U+E000", "ed9fbfee8080", true);
    row("U+FFFF, U+10000, U+10FFFF", "efbfbff0908080f48fbfbf", true);
    row("overlong two", "c1bf", false);
    row("overlong three", "e09fbf", false);
    row("overlong four", "f08fbfbf", false);
    row("a surrogate", "eda080", false);
    row("beyond U+10FFFF", "f4908080", false);
    row("no lead", "f5808080", false);
    row("a tail alone", "4180", false);
    row("cut off", "41e28a", false);
    row("a letter where a tail should be", "c341", false);
    row("Latin-1", "e97465", false);
  }
  void bytes() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, good);
    QCOMPARE(isUtf8({bytes.data(), static_cast<std::size_t>(bytes.size())}), good);
  }

  /// A setting is written to files of TOML and JSON, which know nothing else.
  void settingsAreUtf8() {
    std::string text = "before";
    Schema schema;
    schema.group("env");
    schema.add("levels", text, {}, "a place");
    const std::string error = usageErrorOf([&] { schema.at("env.levels", "").set("/tmp/\xe9t\xe9", "--set"); });
    QVERIFY2(contains(error, "UTF-8") && contains(error, "env.levels") && contains(error, "--set"), error.c_str());
    QCOMPARE(text, std::string("before"));
    schema.at("env.levels", "").set("/tmp/été \x7f\x1b\"", "--set");
    QVERIFY(contains(schema.toml(), "\"/tmp/été \\u007f\\u001b\\\"\""));
  }

  void errorsAreOneLineWithoutOrdersToATerminal() {
    const Error error("a\nb", "\x1b[31mred\r\x7f", "c\td");
    QCOMPARE(std::string(error.what()), std::string("expected a b, found  [31mred  , in c d"));
  }
};

QTEST_GUILESS_MAIN(Utf8Test)
#include "utf8_test.moc"
