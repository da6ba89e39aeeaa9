// `spolab record` as a person runs it: a small agent, small films.
#include <csignal>
#include <filesystem>
#include <sys/types.h>

#include <QDir>
#include <QTemporaryDir>

#include "render/image.h"
#include "tests/support/files.h"
#include "tests/support/program.h"

using namespace spolab;
using namespace spolab::test;

class RecordTest : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  QString agent_;
  [[nodiscard]] QString path(const QString& name) const { return home_.filePath(name); }
  [[nodiscard]] QStringList arguments(const QString& name, const QStringList& more = {}) const {
    const QStringList size = more.contains("--size") ? QStringList{} : QStringList{"--size", "160x120"};
    return QStringList{"record", "--agent", agent_, "--out", path(name)} + size + more;
  }
  [[nodiscard]] QStringList leftovers() const {
    return QDir(home_.path()).entryList({".*"}, QDir::Files | QDir::Hidden);
  }
  /// A person's shell: the disk has room for this many kilobytes per file.
  [[nodiscard]] Said sayOnFullDisk(int kilobytes, const QStringList& words) const {
    QProcess process;
    process.start("/bin/sh", QStringList{"-c", QString("trap '' XFSZ; ulimit -f %1; exec \"$@\"").arg(kilobytes * 2),
                                         "sh", SPOLAB_PROGRAM} +
                                 words);
    const bool ended = process.waitForFinished(60000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError()), !ended || process.exitStatus() == QProcess::CrashExit};
  }

 private Q_SLOTS:
  void initTestCase() {
    QStringList train{"train", "--env",   "rubiks-cube", "--threads", "1",        "--device",
                      "cpu",   "--steps", "40",          "--out",     path("run")};
    for (const char* setting :
         {"network.width=16", "network.layers=1", "train.envs=8", "train.rollout=5", "train.sequence=4",
          "train.batch=4", "train.epochs=1", "train.replay=80", "planner.particles=4", "planner.horizon=2",
          "eval.every=0", "learner.epsilon_eta=0.5", "env.scramble_max=3", "env.step_limit=3"})
      train << "--set" << setting;
    QEXIT(say(train), 0);
    agent_ = path("run/agent.safetensors");
    if (!std::filesystem::exists(agent_.toStdString())) agent_ = path("run/latest.safetensors");
  }

  void films_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("fewest");
    QTest::newRow("gif") << "cube.gif" << QStringList{"--fps", "5"} << 8;
    QTest::newRow("mp4, light, two episodes")
        << "cube.mp4" << QStringList{"--fps", "5", "--light", "--episodes", "2"} << 16;
    QTest::newRow("odd and fast") << "odd.mp4" << QStringList{"--fps", "7", "--size", "161x121", "--speed", "4"} << 14;
  }
  void films() {
    QFETCH(QString, name);
    QFETCH(QStringList, more);
    QFETCH(int, fewest);
    const Said said = say(arguments(name, more + QStringList{"--json"}));
    QEXIT(said, 0);
    QVERIFY(said.error.isEmpty());
    const QJsonObject result = said.json().object();
    QVERIFY2(result["pictures"].toInt() >= fewest, qPrintable(said.out));
    QCOMPARE(result["file"].toString(), path(name));
    QCOMPARE(result["bytes"].toDouble(), static_cast<double>(QFileInfo(path(name)).size()));
    QCOMPARE(result["episodes"].toArray().size(), more.contains("--episodes") ? 2 : 1);
    QVERIFY(leftovers().isEmpty());
  }

  void picturesAndSettings() {
    const Said said = say(arguments("one.png", {"--set", "planner.particles=8", "--seed", "4"}));
    QEXIT(said, 0);
    QVERIFY2(said.out.contains("1 picture"), qPrintable(said.out));
    const Image image = loadPng(path("one.png").toStdString());
    QCOMPARE(image.width, 160);
    QCOMPARE(image.height, 120);
    QEXIT(say(arguments("other.png", {"--seed", "4", "--no-futures", "--light"})), 0);
    QVERIFY(loadPng(path("other.png").toStdString()).pixels != image.pixels);
    QEXIT(say(arguments("many-%02d.png", {"--fps", "1"})), 0);
    QVERIFY(QFile::exists(path("many-01.png")) && QFile::exists(path("many-02.png")));
  }

  void sameSeedSameFilm() {
    for (const char* name : {"a.gif", "b.gif"}) QEXIT(say(arguments(name, {"--fps", "4", "--seed", "9"})), 0);
    QCOMPARE(readFile(path("a.gif").toStdString()), readFile(path("b.gif").toStdString()));
  }

  void stepsComeAsATable() {
    const Said said = say(arguments(
        "steps.gif", {"--fps", "4", "--seed", "9", "--episodes", "2", "--steps-csv", path("steps.csv"), "--json"}));
    QEXIT(said, 0);
    QCOMPARE(said.json().object()["steps_csv"].toString(), path("steps.csv"));
    const QJsonArray episodes = said.json().object()["episodes"].toArray();
    const QStringList lines = QString::fromStdString(readFile(path("steps.csv").toStdString())).trimmed().split('\n');
    QVERIFY2(lines.front().startsWith("episode,step,by,action,reward,return,value,"), qPrintable(lines.front()));
    qsizetype at = 0;
    for (qsizetype episode = 0; episode < episodes.size(); ++episode)
      for (int step = 1; step <= episodes[episode].toObject()["steps"].toInt(); ++step) {
        QVERIFY(++at < lines.size());
        const QStringList fields = lines[at].split(',');
        QCOMPARE(fields.size(), lines.front().split(',').size());
        QCOMPARE(fields.first(3), (QStringList{QString::number(episode + 1), QString::number(step), "agent"}));
        QVERIFY2(!fields[6].isEmpty() && !fields[8].isEmpty(), qPrintable(lines[at]));  // its value and its ESS
      }
    QCOMPARE(at, lines.size() - 1);
    QVERIFY(leftovers().isEmpty());
  }

  void refusals_data() {
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("no such folder") << QStringList{"--out", "/nowhere/a.gif"} << 1
                                    << QStringList{"/nowhere/a.gif", "No such file"};
    QTest::newRow("no such folder for the steps")
        << QStringList{"--out", path("a.gif"), "--steps-csv", "/nowhere/steps.csv"} << 1
        << QStringList{"/nowhere/steps.csv", "No such file"};
    QTest::newRow("a folder") << QStringList{"--out", path("folder.gif")} << 1 << QStringList{"a folder", "folder.gif"};
    QTest::newRow("the network's shape") << QStringList{"--out", path("a.gif"), "--set", "network.width=32"} << 2
                                         << QStringList{"network.width"};
    QTest::newRow("no such agent") << QStringList{"--out", path("a.gif"), "--agent", path("none.safetensors")} << 1
                                   << QStringList{"none.safetensors"};
  }
  void refusals() {
    QFETCH(QStringList, more);
    QFETCH(int, code);
    QFETCH(QStringList, parts);
    QDir(home_.path()).mkpath("folder.gif");
    QFile::remove(path("a.gif"));
    const Said said =
        say(QStringList{"record"} + (more.contains("--agent") ? QStringList{} : QStringList{"--agent", agent_}) + more);
    QREFUSED(said, code, parts);
    QVERIFY(!QFile::exists(path("a.gif")) && leftovers().isEmpty());
  }

  void aFullDiskIsOneMessage_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"full.gif", "full.mp4", "full.png"}) QTest::newRow(name) << name;
  }
  void aFullDiskIsOneMessage() {
    QFETCH(QString, name);
    const Said said = sayOnFullDisk(2, arguments(name, {"--json"}));
    QREFUSED(said, 1, (QStringList{name, "File too large"}));
    QVERIFY(!QFile::exists(path(name)) && leftovers().isEmpty());
  }

  void interruptLeavesNothing() {
    QProcess process;
    process.start(SPOLAB_PROGRAM, arguments("long.gif", {"--episodes", "10000"}));
    QVERIFY(process.waitForStarted());
    for (int i = 0; i < 2000 && !process.readAllStandardError().contains("pictures"); ++i) process.waitForReadyRead(20);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("spolab: error: "));
    QVERIFY(!QFile::exists(path("long.gif")) && leftovers().isEmpty());
  }
};

QTEST_GUILESS_MAIN(RecordTest)
#include "record_test.moc"
