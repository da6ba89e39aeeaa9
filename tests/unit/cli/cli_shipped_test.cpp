// The command line with the agents that come with the program, as separate processes.
#include <QFile>
#include <QTemporaryDir>

#include "tests/support/program.h"

using namespace spolab::test;

class CliShippedTest : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  [[nodiscard]] QString path(const QString& name) const { return home_.filePath(name); }
  [[nodiscard]] static QByteArray readAll(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  /// A new file with this content; its path.
  [[nodiscard]] QString write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (file.open(QIODevice::WriteOnly)) file.write(content);
    return file.fileName();
  }

 private Q_SLOTS:
  /// Without --agent the one that decided is found, also where several are shipped for its world; a stranger is not it.
  void replayFindsTheAgentThatDecided() {
    const QString file = path("large.decision.json");
    const QStringList plan{"plan", "--env", "sokoban", "--state", "10#|#2-@-$-.-#|10#", "--capsule", file};
    QEXIT(say(plan), 0);  // the shipped agent for larger boards
    QFile original(file);
    QVERIFY(original.open(QIODevice::ReadOnly));
    QJsonObject document = QJsonDocument::fromJson(original.readAll()).object();
    for (const char* name : {"/nowhere.safetensors", ""}) {
      QJsonObject agent = document["agent"].toObject();
      agent["file"] = name;
      document["agent"] = agent;
      const Said said = say({"replay", write("elsewhere.decision.json", QJsonDocument(document).toJson())});
      QEXIT(said, 0);
      QVERIFY(said.out.contains("equal bit for bit"));
    }
    QJsonObject agent = document["agent"].toObject();
    agent["hash"] = "0123456789abcdef";
    document["agent"] = agent;
    QJsonObject smaller = QJsonDocument::fromJson(readAll(file)).object();
    smaller["config"] = smaller["config"].toString().replace("size = 10", "size = 8");
    smaller["state"] = "8#|#2-@$-.#|8#";
    const Said board = say({"replay", write("smaller.decision.json", QJsonDocument(smaller).toJson())});
    QREFUSED(board, 2, (QStringList{"a world in which the agent can play", "sokoban"}));
    const Said stranger = say({"replay", write("stranger.decision.json", QJsonDocument(document).toJson())});
    QEXIT(stranger, 2);
    QVERIFY2(stranger.error.contains("no agent with this hash"), qPrintable(stranger.error));
  }

  /// A level that is too large for the shipped agent's board goes to the shipped agent for larger ones.
  void aLargeLevelFindsItsAgent() {
    const QString level = write("level.xsb", "##########\n#  @ $ . #\n##########\n");
    const Said said = say({"solve", "--env", "sokoban", "--file", level, "--json"});
    QEXIT(said, 0);
    QVERIFY(said.json().object()["solved"].toBool());
    const QString huge = write("huge.xsb", (QString(13, '#') + "\n#  @ $ .    #\n" + QString(13, '#')).toUtf8());
    const QStringList parts{"10 rows and columns", "line 1", "huge.xsb"};
    const Said refused = say({"solve", "--env", "sokoban", "--file", huge});
    QREFUSED(refused, 2, parts);
  }

  void replayRefusesWhatIsNoDecision_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("empty") << QByteArray() << "decision file";
    QTest::newRow("binary") << QByteArray("\x00\x01\x02\xff", 4) << "decision file";
    QTest::newRow("other JSON") << QByteArray("{\"a\": 1}") << "spolab_decision";
    QTest::newRow("newer format") << QByteArray("{\"spolab_decision\": 99}") << "format 99";
  }
  void replayRefusesWhatIsNoDecision() {
    QFETCH(QByteArray, text);
    QFETCH(QString, named);
    const Said said = say({"replay", write("bad.json", text)});
    QEXIT(said, 2);
    QVERIFY2(said.error.contains(named), qPrintable(said.error));
  }
};

QTEST_GUILESS_MAIN(CliShippedTest)
#include "cli_shipped_test.moc"
