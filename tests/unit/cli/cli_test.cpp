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

  /// An answer that could not be written, here for want of room, is no success.
  void fullDisk_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("list") << QStringList{"envs"};
    QTest::newRow("help") << QStringList{"train", "--help"};
    QTest::newRow("version") << QStringList{"--version"};
  }
  void fullDisk() {
    QFETCH(QStringList, arguments);
    if (!QFile::exists("/dev/full")) QSKIP("this system has no device that is always full");
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    process.start(SPOLAB_PROGRAM, arguments);
    QVERIFY(process.waitForFinished());
    const QString error = QString::fromUtf8(process.readAllStandardError());
    QCOMPARE(process.exitCode(), 1);
    QVERIFY2(error.startsWith("spolab: error: expected to write the answer") && error.count('\n') == 1,
             qPrintable(error));
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
    for (const char* number : {"5x", "0x10", "1e18", "-3", " 5"})
      QTest::addRow("steps %s", number) << with({"--steps", number}) << QStringList{"--steps", "from 1", number};
    for (const char* seed : {"-1", "1.5", "0x10", "18446744073709551616", "seven"})
      QTest::addRow("seed %s", seed) << with({"--seed", seed})
                                     << QStringList{"--seed", "whole number from 0 to 18446744073709551615", seed};
    QTest::newRow("no minutes") << with({"--minutes", "0"}) << QStringList{"--minutes", "above 0"};
    QTest::newRow("negative minutes") << with({"--minutes", "-1"}) << QStringList{"--minutes"};
    QTest::newRow("steps and minutes") << with({"--steps", "9", "--minutes", "1"})
                                       << QStringList{"--steps", "--minutes"};
    QTest::newRow("no episodes") << QStringList{"eval", "--episodes", "0"} << QStringList{"--episodes"};
    QTest::newRow("threads") << with({"--threads", "-1"}) << QStringList{"--threads"};
    QTest::newRow("half a thread") << with({"--threads", "1.5"}) << QStringList{"--threads", "0 to 1024", "1.5"};
    QTest::newRow("resume, endless name")
        << QStringList{"train", "--resume", QString(5000, 'x')} << QStringList{"run folder"};
    const QStringList solve{"solve", "--env", "rubiks-cube"};
    QTest::newRow("no state") << solve << QStringList{"--state", "--file"};
    QTest::newRow("two states") << solve + QStringList{"--state", "R", "--file", "x"} << QStringList{"both"};
    QTest::newRow("typo in a scramble") << solve + QStringList{"--state", "R U2 X F"} << QStringList{"X"};
    QTest::newRow("short stickers") << solve + QStringList{"--state", QString(53, 'U')} << QStringList{};
    QTest::newRow("check, typo") << solve + QStringList{"--state", "R", "--check", "R X"} << QStringList{"X", "turn 2"};
    QTest::newRow("check, with an agent")
        << solve + QStringList{"--state", "R", "--check", "R'", "--agent", "a"} << QStringList{"--agent"};
    QTest::newRow("check, with a method")
        << solve + QStringList{"--state", "R", "--check", "R'", "--algorithm", "spo"} << QStringList{"--algorithm"};
    QTest::newRow("check, moves behind the end")
        << solve + QStringList{"--state", "R", "--check", "R' U"} << QStringList{"--check", "no move behind"};
    QTest::newRow("check, too many moves")
        << solve + QStringList{"--state", "R U", "--check", "F2 F2 F2", "--set", "env.step_limit=2"}
        << QStringList{"at most 2 moves", "env.step_limit"};
    const QStringList check{"solve", "--env", "sokoban", "--state", "#####|#@$.#|#####", "--check"};
    QTest::newRow("check, a push in a small letter") << check + QStringList{"r"} << QStringList{"capital", "move 1"};
    QTest::newRow("check, a wall") << check + QStringList{"u"} << QStringList{"blocked", "move 1"};
    QTest::newRow("check, from the last step on")
        << QStringList{"solve",   "--env", "sokoban", "--state",         "#####|#@$.#|#####|steps 9",
                       "--check", "R",     "--set",   "env.step_limit=9"}
        << QStringList{"--state", "end of its episode", "env.step_limit is 9"};
    QTest::newRow("solve, a body") << QStringList{"solve", "--env", "hopper", "--state", "x"} << QStringList{};
    QTest::newRow("check, behind a crash")
        << QStringList{"solve",   "--env",   "snake", "--set", "env.size=4", "--state", "O...\n...*\n....\n....",
                       "--check", "Up Right"}
        << QStringList{"behind number 1", "without a solution"};
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
  void aFileWithASlipIsNamed() {
    QTemporaryDir folder;
    const QString file = folder.filePath("slip.xsb");
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write("#####\n#@$x#\n#####\n") > 0);
    out.close();
    const QStringList parts{"line 2", "column 4", "slip.xsb"};
    const Said said = say({"solve", "--env", "sokoban", "--file", file});
    QREFUSED(said, 2, parts);
  }

  void wrongUse() {
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, parts);
    const Said said = say(arguments);
    QREFUSED(said, (arguments.contains("/nowhere/c.toml") ? 1 : 2), parts);
  }

  /// Solutions that people found, without an agent: a level larger than any shipped agent's board is no matter, nor
  /// more moves than agents have.
  void movesAreChecked_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("solved");
    QTest::addColumn<int>("length");
    const auto cube = [](const QString& state, const QString& moves) {
      return QStringList{"--env", "rubiks-cube", "--state", state, "--check", moves};
    };
    const QStringList level{"--env", "sokoban", "--state", "13#|#@2-$6-.#|13#", "--check"};
    QTest::newRow("cube, a long way round")
        << cube("R U F2", QStringLiteral("L L' ").repeated(20) + "F2 U' R'") << true << 43;
    QTest::newRow("level, a long way round")
        << level + QStringList{QStringLiteral("rl").repeated(70) + "rr7R"} << true << 149;
    QTest::newRow("cube, solved") << cube("R U F2", "F2 U' R'") << true << 3;
    QTest::newRow("cube, not solved") << cube("R U F2", "F2 U'") << false << 2;
    QTest::newRow("cube, solved before") << cube("R R'", "") << true << 0;
    QTest::newRow("level, solved") << level + QStringList{"rr7R"} << true << 9;
    QTest::newRow("level, one push short") << level + QStringList{"rr6R"} << false << 8;
    QTest::newRow("level, there and back") << level + QStringList{"rlrr7R"} << true << 11;
  }
  void movesAreChecked() {
    QFETCH(QStringList, arguments);
    QFETCH(bool, solved);
    QFETCH(int, length);
    const Said said = say(QStringList{"solve", "--json"} + arguments);
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    QCOMPARE(o["solved"].toBool(), solved);
    QCOMPARE(o["length"].toInt(), length);
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
