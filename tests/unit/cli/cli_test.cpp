// The command line without the engine: lists, help, refusals that need no network.
#include <QTemporaryDir>

#include "tests/support/program.h"

using namespace spolab::test;

class CliTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void helpIsFast_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("program") << QStringList{"--help"};
    for (const char* command : {"envs", "algorithms", "presets", "train", "eval", "solve", "plan", "record", "replay",
                                "bench", "doctor", "agent", "texts"}) {
      QTest::newRow(command) << QStringList{command, "--help"};
    }
    QTest::newRow("version") << QStringList{"--version"};
  }
  void helpIsFast() {
    QFETCH(QStringList, arguments);
    const Said said = say(arguments);
    QEXIT(said, 0);
    QVERIFY(!said.out.isEmpty() && said.error.isEmpty());
  }

  /// docs/SETTINGS.md is what the program prints: spolab train --env rubiks-cube --settings > docs/SETTINGS.md
  void settingsPageIsCurrent() {
    const Said said = say({"train", "--env", "rubiks-cube", "--settings"});
    QEXIT(said, 0);
    QFile page(SPOLAB_SOURCE_DIR "/docs/SETTINGS.md");
    QVERIFY(page.open(QIODevice::ReadOnly));
    QCOMPARE(said.out, QString::fromUtf8(page.readAll()));
  }

  void wrongUse_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("parts");
    const QStringList train{"train", "--env", "rubiks-cube", "--out", "/nowhere/run"};
    const auto with = [&](const QStringList& more) { return train + more; };
    QTest::newRow("nothing") << QStringList{} << QStringList{"--help"};
    QTest::newRow("unknown command") << QStringList{"dance"} << QStringList{"dance"};
    QTest::newRow("unknown option") << with({"--speed", "9"}) << QStringList{"--speed"};
    QTest::newRow("option without value") << QStringList{"train", "--env"} << QStringList{"--env"};
    QTest::newRow("no environment") << QStringList{"train"} << QStringList{"--env"};
    QTest::newRow("unknown environment") << QStringList{"train", "--env", "rubik-cube"} << QStringList{"rubiks-cube"};
    QTest::newRow("unknown algorithm") << with({"--algorithm", "sop"}) << QStringList{"spo", "sop"};
    QTest::newRow("unknown preset") << with({"--preset", "desktop"}) << QStringList{"laptop", "paper", "desktop"};
    QTest::newRow("unknown key") << with({"--set", "planner.particle=4"})
                                 << QStringList{"planner.particle", "planner.particles"};
    QTest::newRow("key without value") << with({"--set", "planner.particles"}) << QStringList{"KEY=VALUE"};
    QTest::newRow("out of range") << with({"--set", "planner.horizon=99"})
                                  << QStringList{"planner.horizon", "64", "99"};
    QTest::newRow("epsilon_eta") << with({"--set", "learner.epsilon_eta=5"}) << QStringList{"epsilon_eta", "4.15"};
    QTest::newRow("no such config") << with({"--config", "/nowhere/c.toml"}) << QStringList{"/nowhere/c.toml"};
    QTest::newRow("steps in words") << with({"--steps", "many"}) << QStringList{"--steps"};
    QTest::newRow("steps below one") << with({"--steps", "0"}) << QStringList{"--steps"};
    QTest::newRow("steps NaN") << with({"--steps", "nan"}) << QStringList{"--steps"};
    QTest::newRow("minutes without end") << with({"--minutes", "inf"}) << QStringList{"--minutes"};
    QTest::newRow("negative minutes") << with({"--minutes", "-1"}) << QStringList{"--minutes"};
    QTest::newRow("steps and minutes") << with({"--steps", "9", "--minutes", "1"})
                                       << QStringList{"--steps", "--minutes"};
    QTest::newRow("no episodes") << QStringList{"eval", "--episodes", "0"} << QStringList{"--episodes"};
    QTest::newRow("threads") << with({"--threads", "-1"}) << QStringList{"--threads"};
    const QStringList solve{"solve", "--env", "rubiks-cube"};
    QTest::newRow("no state") << solve << QStringList{"--state", "--file"};
    QTest::newRow("two states") << solve + QStringList{"--state", "R", "--file", "x"} << QStringList{"both"};
    QTest::newRow("typo in a scramble") << solve + QStringList{"--state", "R U2 X F"} << QStringList{"X"};
    QTest::newRow("short stickers") << solve + QStringList{"--state", QString(53, 'U')} << QStringList{};
    QTest::newRow("impossible cube") << solve + QStringList{"--state", QString(54, 'U')} << QStringList{};
    const auto record = [](const QStringList& more) { return QStringList{"record"} + more; };
    QTest::newRow("record nothing") << record({}) << QStringList{"--out"};
    QTest::newRow("record, ending") << record({"--out", "a.mov"}) << QStringList{".gif, .mp4 or .png", "a.mov"};
    QTest::newRow("record, size in words")
        << record({"--out", "a.gif", "--size", "large"}) << QStringList{"--size", "large"};
    QTest::newRow("record, size too small") << record({"--out", "a.gif", "--size", "8x8"}) << QStringList{"8x8", "64"};
    QTest::newRow("record, too fast") << record({"--out", "a.gif", "--fps", "60"}) << QStringList{"1 to 50"};
    QTest::newRow("record, no episodes") << record({"--out", "a.gif", "--episodes", "0"}) << QStringList{"--episodes"};
    QTest::newRow("record, speed") << record({"--out", "a.gif", "--speed", "0"}) << QStringList{"--speed"};
    QTest::newRow("record, environment") << record({"--out", "a.gif", "--env", "rubik-cube"})
                                         << QStringList{"rubiks-cube"};
    QTest::newRow("eval, method") << QStringList{"eval", "--algorithm", "alphazer"} << QStringList{"alphazero"};
    QTest::newRow("plan, method of other worlds")
        << QStringList{"plan", "--env", "hopper", "--state", "x", "--algorithm", "alphazero"} << QStringList{};
    QTest::newRow("plan, typo") << QStringList{"plan", "--env", "rubiks-cube", "--state", "Q"} << QStringList{"Q"};
  }
  void wrongUse() {
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, parts);
    const Said said = say(arguments);
    QREFUSED(said, (arguments.contains("/nowhere/c.toml") ? 1 : 2), parts);
  }

  void lists_data() {
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("keys");
    QTest::newRow("envs") << "envs" << QStringList{"id", "title", "available", "reason"};
    QTest::newRow("algorithms") << "algorithms" << QStringList{"id", "title", "actions"};
    QTest::newRow("presets") << "presets" << QStringList{"env", "algorithm", "name", "title"};
  }
  void lists() {
    QFETCH(QString, command);
    QFETCH(QStringList, keys);
    const Said said = say({command, "--json"});
    QEXIT(said, 0);
    QVERIFY(said.json().isArray() && !said.json().array().isEmpty());
    for (const QJsonValue& entry : said.json().array()) {
      for (const QString& key : keys) QVERIFY2(entry.toObject().contains(key), qPrintable(key));
    }
    const Said plain = say({command});
    QEXIT(plain, 0);
    QCOMPARE(plain.out.count('\n'), said.json().array().size());
  }
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
