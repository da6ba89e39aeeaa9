#include "core/base/settings.h"

#include <string>

#include <QTest>

#include "tests/support/expect_error.h"

using namespace spolab;

namespace {

struct Example {
  bool noise = true;
  std::int64_t particles = 16;
  double temperature = 1.0;
  std::string action = "sample";
  std::string note;

  Schema schema() {
    Schema all;
    all.group("planner");
    all.add("noise", noise, "Adds noise");
    all.add("particles", particles, {1, 65536}, "particles", "How many");
    all.add("temperature", temperature, {1e-3, 100.0}, "", "Softness");
    all.shapesNetwork();
    all.group("other");
    all.add("action", action, {"sample", "greedy"}, "How to choose");
    all.add("note", note, {}, "Anything");
    return all;
  }
};

}  // namespace

class SettingsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void valuesAreSet_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("toml");
    QTest::newRow("whole") << "planner.particles"
                           << "32"
                           << "32";
    QTest::newRow("whole, as people write it") << "planner.particles"
                                               << "1e3"
                                               << "1000";
    QTest::newRow("spaces") << "planner.particles"
                            << "  8 "
                            << "8";
    QTest::newRow("lowest") << "planner.particles"
                            << "1"
                            << "1";
    QTest::newRow("highest") << "planner.particles"
                             << "65536"
                             << "65536";
    QTest::newRow("real") << "planner.temperature"
                          << "0.1"
                          << "0.1";
    QTest::newRow("real without point") << "planner.temperature"
                                        << "2"
                                        << "2.0";
    QTest::newRow("truth") << "planner.noise"
                           << "false"
                           << "false";
    QTest::newRow("choice") << "other.action"
                            << "greedy"
                            << "\"greedy\"";
    QTest::newRow("quotes") << "other.note"
                            << "a \"b\" \\"
                            << "\"a \\\"b\\\" \\\\\"";
  }
  void valuesAreSet() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, toml);
    Example example;
    const Schema schema = example.schema();
    const Field& field = schema.at(key.toStdString(), "here");
    field.set(text.toStdString(), "here");
    QCOMPARE(QString::fromStdString(field.toml()), toml);
    // What is shown can be set again.
    const std::string shown = field.text();
    field.set(shown, "here");
    QCOMPARE(QString::fromStdString(field.toml()), toml);
  }

  void valuesAreRefused_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expectation");
    QTest::newRow("too small") << "planner.particles"
                               << "0"
                               << "a whole number from 1 to 65536";
    QTest::newRow("too large") << "planner.particles"
                               << "65537"
                               << "from 1 to 65536";
    QTest::newRow("not whole") << "planner.particles"
                               << "2.5"
                               << "a whole number";
    QTest::newRow("not a number") << "planner.particles"
                                  << "many"
                                  << "a whole number";
    QTest::newRow("trailing text") << "planner.particles"
                                   << "3x"
                                   << "a whole number";
    QTest::newRow("empty") << "planner.particles"
                           << ""
                           << "a whole number";
    QTest::newRow("overflow") << "planner.particles"
                              << "99999999999999999999"
                              << "a whole number";
    QTest::newRow("nan") << "planner.temperature"
                         << "nan"
                         << "a number from 0.001 to 100";
    QTest::newRow("infinite") << "planner.temperature"
                              << "inf"
                              << "a number from";
    QTest::newRow("truth") << "planner.noise"
                           << "yes"
                           << "true or false";
    QTest::newRow("choice") << "other.action"
                            << "random"
                            << "one of sample, greedy";
  }
  void valuesAreRefused() {
    QFETCH(QString, key);
    QFETCH(QString, text);
    QFETCH(QString, expectation);
    Example example;
    const Schema schema = example.schema();
    const std::string before = schema.toml();
    const std::string message =
        test::usageErrorOf([&] { schema.at(key.toStdString(), "here").set(text.toStdString(), "my.toml"); });
    for (const std::string& part : {key.toStdString(), expectation.toStdString(),
                                    QString("'%1'").arg(text).toStdString(), std::string("my.toml")})
      QVERIFY2(test::contains(message, part), message.c_str());
    QCOMPARE(schema.toml(), before);
  }

  void unknownKeysAreRefusedWithASuggestion() {
    Example example;
    const Schema schema = example.schema();
    QVERIFY(schema.find("planner.particle") == nullptr);
    const std::string message = test::usageErrorOf([&] { static_cast<void>(schema.at("planner.particels", "--set")); });
    QVERIFY2(test::contains(message, "did you mean 'planner.particles'?"), message.c_str());
    QVERIFY(test::contains(message, "--set"));
    const std::string strange = test::usageErrorOf([&] { static_cast<void>(schema.at("zzzzzzzzzzzz", "--set")); });
    QVERIFY(!strange.empty() && !test::contains(strange, "did you mean"));
  }

  void nearestNames() {
    const std::vector<std::string> names{"rubiks-cube", "sokoban", "snake"};
    QCOMPARE(nearestName("sokobn", names), std::string("sokoban"));
    QCOMPARE(nearestName("rubix-cube", names), std::string("rubiks-cube"));
    QCOMPARE(nearestName("snake", names), std::string("snake"));
    QCOMPARE(nearestName("helicopter", names), std::string());
  }

  void documentHasOneTablePerGroup() {
    Example example;
    QCOMPARE(QString::fromStdString(example.schema().toml()),
             QString("[planner]\nnoise = true\nparticles = 16\ntemperature = 1.0\n\n[other]\naction = \"sample\"\nnote "
                     "= \"\"\n"));
  }

  void networkKeysAreMarked() {
    Example example;
    const Schema schema = example.schema();
    QVERIFY(schema.at("planner.temperature", "").shapesNetwork);
    QVERIFY(!schema.at("planner.particles", "").shapesNetwork);
  }

  void errorsAreOneLine() {
    const Error error = Error::usage("a\nb", "c\rd", "e");
    QCOMPARE(std::string(error.what()), std::string("expected a b, found c d, in e"));
    QVERIFY(error.kind() == Error::Kind::kUsage);
    QCOMPARE(std::string(Error("a", "b", "").what()), std::string("expected a, found b"));
  }
};

QTEST_APPLESS_MAIN(SettingsTest)
#include "settings_test.moc"
