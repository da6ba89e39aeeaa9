// The command line with the engine: training, resuming, evaluating, solving, as separate processes.
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <limits>
#include <sys/types.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "core/run/safetensors.h"
#include "envs/rubiks_cube/rubiks_cube.h"
#include "tests/support/files.h"
#include "tests/support/program.h"

using namespace spolab;
using namespace spolab::test;

namespace {

const QStringList kTiny{
    "--set", "network.width=16",   "--set", "network.layers=1",        "--set", "train.envs=8",
    "--set", "train.rollout=5",    "--set", "train.sequence=4",        "--set", "train.batch=4",
    "--set", "train.epochs=2",     "--set", "train.replay=80",         "--set", "planner.particles=4",
    "--set", "eval.every=2",       "--set", "learner.epsilon_eta=0.5", "--set", "eval.episodes=4",
    "--set", "env.scramble_max=3", "--set", "env.step_limit=6"};
constexpr int kIteration = 40;  // environment steps

QStringList trainTo(const QString& folder, int iterations) {
  return QStringList{"train",
                     "--env",
                     "rubiks-cube",
                     "--threads",
                     "1",
                     "--device",
                     "cpu",
                     "--out",
                     folder,
                     "--steps",
                     QString::number(iterations * kIteration)} +
         kTiny;
}

QStringList resumeTo(const QString& folder, int iterations) {
  return {"train",    "--threads", "1",
          "--device", "cpu",       "--resume",
          folder,     "--steps",   QString::number(iterations * kIteration)};
}

std::string newestCheckpoint(const QString& folder) {
  const QDir dir(folder + "/checkpoints");
  const QStringList files = dir.entryList({"*.safetensors"}, QDir::Files, QDir::Name);
  return tensorHash(readTensorFile(dir.filePath(files.last()).toStdString()));
}

/// Waits until the metrics of a run have at least this many lines.
bool waitForLines(QProcess& process, const QString& folder, int lines) {
  for (int k = 0; k < 3000; ++k) {
    QFile metrics(folder + "/metrics.csv");
    if (metrics.open(QIODevice::ReadOnly) && metrics.readAll().count('\n') >= lines) return true;
    if (process.waitForFinished(10)) return false;
  }
  return false;
}

}  // namespace

class CliEngineTest : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  QString agent_;
  [[nodiscard]] QString path(const QString& name) const { return home_.filePath(name); }
  /// A new file with this content; its path.
  [[nodiscard]] QString write(const QString& name, const QByteArray& content) const {
    QFile file(path(name));
    if (file.open(QIODevice::WriteOnly)) file.write(content);
    return file.fileName();
  }

 private Q_SLOTS:
  void initTestCase() {
    const Said said = say(trainTo(path("run"), 4));
    QEXIT(said, 0);
    agent_ = path("run/agent.safetensors");
    QVERIFY2(said.out.contains(agent_), qPrintable(said.all()));
  }

  void interruptWritesACheckpoint_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
  }
  void interruptWritesACheckpoint() {
    QFETCH(int, signal);
    const QString folder = path(QString("interrupted%1").arg(signal));
    QProcess process;
    process.start(SPOLAB_PROGRAM, trainTo(folder, 1000000));
    QVERIFY(waitForLines(process, folder, 3));
    ::kill(static_cast<pid_t>(process.processId()), signal);
    QVERIFY(process.waitForFinished(20000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(lastIteration(folder.toStdString()) >= 2);
    QCOMPARE(checkpointIteration(folder.toStdString()), lastIteration(folder.toStdString()));
    QVERIFY(!newestCheckpoint(folder).empty());
  }

  /// Told in words, and nothing is lost.
  void aDamagedCheckpointIsSaidAndSteppedOver() {
    const QString folder = path("damaged");
    QEXIT(say(trainTo(folder, 1)), 0);
    QEXIT(say(resumeTo(folder, 2)), 0);
    const QString newest = folder + "/checkpoints/" +
                           QDir(folder + "/checkpoints").entryList({"*.safetensors"}, QDir::Files, QDir::Name).last();
    QVERIFY(QFile::resize(newest, QFile(newest).size() / 2));
    const Said said = say(resumeTo(folder, 3));
    QEXIT(said, 0);
    QVERIFY2(said.error.contains("warning:") && said.error.contains(newest), qPrintable(said.all()));
    QCOMPARE(lastIteration(folder.toStdString()), 3);
    QVERIFY(QFile::exists(newest + ".unusable"));
    // What the lost checkpoint had led to is still there.
    for (const char* name : {"latest.safetensors", "agent.safetensors", "metrics.csv", "events.jsonl"})
      QVERIFY2(QFile::exists(folder + "/" + name + ".after-000000001"), name);
    QVERIFY2(said.error.contains(".after-000000001"), qPrintable(said.error));
    QVERIFY(readFile((folder + "/metrics.csv.after-000000001").toStdString()).find("\n2,") != std::string::npos);
    for (const QString& name : QDir(folder + "/checkpoints").entryList({"*.safetensors"}, QDir::Files))
      QVERIFY(QFile::resize(folder + "/checkpoints/" + name, 100));
    const Said refused = say(resumeTo(folder, 4));
    QREFUSED(refused, 1, (QStringList{"checkpoint", folder}));
  }

  /// A full disk while a run goes on, while an agent and a search are written: one line, and what was there stays.
  void aFullDiskTakesNothingAway() {
    const QString run = path("full");
    QEXIT(say(trainTo(run, 3)), 0);
    const std::string before = newestCheckpoint(run);
    const auto agent = readTensorFile((run + "/latest.safetensors").toStdString());
    const QString copy = path("full.safetensors");
    QVERIFY(QFile::copy(run + "/latest.safetensors", copy));
    {
      const FullDisk disk(4096);
      const Said stopped = say(resumeTo(run, 9));
      QEXIT(stopped, 1);
      const QString last = stopped.error.trimmed().split('\n').last();  // after the progress
      QVERIFY2(last.startsWith("spolab: error: ") && last.contains(run), qPrintable(stopped.all()));
      QREFUSED(
          say(QStringList{"agent", "--agent", copy, "--set", "planner.particles=8", "--out", path("new.safetensors")}),
          1, QStringList{"new.safetensors"});
      QREFUSED(say(QStringList{"plan", "--env", "rubiks-cube", "--state", "R U", "--agent", copy, "--set",
                               "planner.particles=512", "--trace", path("full.trace")}),
               1, QStringList{"full.trace"});
    }
    QVERIFY(!QFile::exists(path("new.safetensors")));
    QCOMPARE(newestCheckpoint(run), before);
    QCOMPARE(tensorHash(readTensorFile((run + "/latest.safetensors").toStdString())), tensorHash(agent));
    QCOMPARE(tensorHash(readTensorFile(copy.toStdString())), tensorHash(agent));
    const QDir dir(run + "/checkpoints");
    for (const QString& name : dir.entryList(QDir::Files)) QVERIFY2(!name.contains(".tmp"), qPrintable(name));
    QEXIT(say(resumeTo(run, 5)), 0);  // with room again it goes on
  }

  /// A run that cannot begin leaves nothing behind: the same command works with room again.
  void aRunThatFindsNoRoomLeavesNone() {
    const QString run = path("begun");
    for (const std::size_t room : {100u, 4096u}) {  // not enough for the settings, for the first checkpoint
      const FullDisk disk(room);
      const Said refused = say(trainTo(run, 1));
      QEXIT(refused, 1);
      QVERIFY2(refused.error.contains(run), qPrintable(refused.all()));
      QVERIFY(!QFile::exists(run));
    }
    QEXIT(say(trainTo(run, 1)), 0);
  }

  void resumingTakesNoOtherSettings_data() {
    QTest::addColumn<QStringList>("more");
    QTest::newRow("a setting") << QStringList{"--set", "planner.particles=8"};
    QTest::newRow("a setting with a slip") << QStringList{"--set", "planer.particles=8"};
    QTest::newRow("world") << QStringList{"--env", "snake"};
    QTest::newRow("preset") << QStringList{"--preset", "paper"};
    QTest::newRow("seed") << QStringList{"--seed", "2"};
    QTest::newRow("agent") << QStringList{"--init-agent", "x.safetensors"};
    QTest::newRow("folder") << QStringList{"--out", "elsewhere"};
  }
  void resumingTakesNoOtherSettings() {
    QFETCH(QStringList, more);
    const Said said = say(resumeTo(path("run"), 5) + more);
    QREFUSED(said, 2, (QStringList{"--resume", more.first()}));
  }

  void killedAndResumedEqualsUninterrupted() {
    const QString folder = path("killed");
    QEXIT(say(trainTo(folder, 2)), 0);
    QProcess process;
    process.start(SPOLAB_PROGRAM, resumeTo(folder, 1000000));
    QVERIFY(waitForLines(process, folder, 6));
    // While it runs nobody else may write there.
    const Said second = say(resumeTo(folder, 4));
    QREFUSED(second, 1, (QStringList{"writing", folder}));
    ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished(20000));
    const Said rest = say(resumeTo(folder, 4));
    QEXIT(rest, 0);
    QVERIFY2(rest.out.contains("iteration     4") && !rest.out.contains("iteration     2"), qPrintable(rest.out));
    QCOMPARE(newestCheckpoint(folder), newestCheckpoint(path("run")));
    QCOMPARE(tensorHash(readTensorFile((folder + "/agent.safetensors").toStdString())),
             tensorHash(readTensorFile(agent_.toStdString())));
  }

  /// Steps of the training before count, also after an interruption.
  void stepsBeforeAreKnown() {
    const QString folder = path("further");
    QEXIT(say(trainTo(folder, 1) + QStringList{"--init-agent", agent_}), 0);
    QEXIT(say(resumeTo(folder, 2)), 0);
    const QString agent = folder + "/latest.safetensors";
    const QJsonObject o = say({"agent", "--agent", agent, "--json"}).json().object();
    QCOMPARE(o["env_steps"].toInt(), 2 * kIteration);
    QCOMPARE(o["earlier_steps"].toInt(), 4 * kIteration);
    const Said said = say({"agent", "--agent", agent});
    QVERIFY2(said.out.contains("80 steps, after 160 of others"), qPrintable(said.out));
    const QString third = path("third");
    QEXIT(say(trainTo(third, 1) + QStringList{"--init-agent", agent}), 0);
    QCOMPARE(say({"agent", "--agent", third + "/latest.safetensors", "--json"}).json()["earlier_steps"].toInt(),
             6 * kIteration);
  }

  void foldersAreProtected() {
    const Said exists = say(trainTo(path("run"), 1));
    QREFUSED(exists, 2, (QStringList{path("run"), "--resume"}));
    const Said nothing = say(resumeTo(path("nothing"), 1));
    QREFUSED(nothing, 2, QStringList{path("nothing")});
  }

  void badAgents_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("part");
    QTest::newRow("missing") << "missing"
                             << "missing.safetensors";
    QTest::newRow("truncated") << "truncated"
                               << "truncated.safetensors";
    QTest::newRow("foreign") << "foreign"
                             << "foreign.safetensors";
    QTest::newRow("empty") << "empty"
                           << "empty.safetensors";
    QTest::newRow("damaged") << "damaged"
                             << "checksum";
    QTest::newRow("NaN") << "nan"
                         << "NaN";
    QTest::newRow("a folder") << "folder"
                              << "folder.safetensors";
    QTest::newRow("a checkpoint") << "checkpoint"
                                  << "agent";
    QTest::newRow("cut short") << "short"
                               << "the file is truncated";
  }
  void badAgents() {
    QFETCH(QString, kind);
    QFETCH(QString, part);
    const std::filesystem::path file = path(kind + ".safetensors").toStdString();
    const std::string good = readFile(agent_.toStdString());
    if (kind == "truncated") writeFile(file, good.substr(0, good.size() / 2));
    if (kind == "short") writeFile(file, good.substr(0, good.size() - 1));
    if (kind == "foreign") writeFile(file, "%PDF-1.7 a paper, not an agent");
    if (kind == "empty") writeFile(file, "");
    if (kind == "damaged") {
      std::string bytes = good;
      bytes[bytes.size() - 9] = static_cast<char>(bytes[bytes.size() - 9] ^ 1);
      writeFile(file, bytes);
    }
    if (kind == "nan") {
      TensorFile content = readTensorFile(agent_.toStdString());
      const float nan = std::numeric_limits<float>::quiet_NaN();
      std::memcpy(content.tensors.begin()->second.bytes.data(), &nan, sizeof nan);
      writeTensorFile(file, content);
    }
    if (kind == "folder") std::filesystem::create_directory(file);
    if (kind == "checkpoint") {
      const QString run = path("checkpointed");
      QEXIT(say(trainTo(run, 1)), 0);
      const QDir dir(run + "/checkpoints");
      std::filesystem::copy(dir.filePath(dir.entryList({"*.safetensors"}).last()).toStdString(), file);
    }
    const Said said = say({"eval", "--agent", QString::fromStdString(file.string()), "--episodes", "2"});
    QREFUSED(said, 1, (QStringList{part, kind + ".safetensors"}));
  }

  /// The same parameters with another search; a file that exists stays as it is.
  void anAgentIsWrittenWithOtherSettings() {
    const QString file = path("deeper.safetensors");
    const QJsonObject before = say({"agent", "--agent", agent_, "--json"}).json().object();
    QCOMPARE(before["env"].toString(), "rubiks-cube");
    const QStringList change{"agent", "--agent", agent_, "--set", "planner.horizon=3", "--out", file};
    const Said said = say(change);
    QEXIT(said, 0);
    QVERIFY2(said.out.contains("horizon 3"), qPrintable(said.out));
    const QJsonObject after = say({"agent", "--agent", file, "--json"}).json().object();
    QCOMPARE(after["hash"], before["hash"]);
    QCOMPARE(after["env_steps"], before["env_steps"]);
    QVERIFY(after["config"].toString().contains("horizon = 3") && !before["config"].toString().contains("horizon = 3"));
    const QJsonObject played = say({"eval", "--agent", file, "--episodes", "2", "--json"}).json().object();
    QVERIFY2(played["planner"].toString().contains("horizon 3"), qPrintable(played["planner"].toString()));
    const Said again = say(change);
    QREFUSED(again, 2, (QStringList{"--out", file}));
    const Said nowhere = say(change.mid(0, 5));
    QREFUSED(nowhere, 2, QStringList{"--out"});
    const Said shape = say({"agent", "--agent", agent_, "--set", "network.width=32", "--out", path("no.safetensors")});
    QREFUSED(shape, 2, QStringList{"network.width"});
    QVERIFY(!QFile::exists(path("no.safetensors")));
  }

  /// No copy of a damaged agent, no count of steps that the file does not hold.
  void anAgentIsReadBeforeItIsWritten() {
    TensorFile content = readTensorFile(agent_.toStdString());
    content.metadata["spolab.counters"] = "[1, 2]";
    const QString counted = path("counted.safetensors");
    writeTensorFile(counted.toStdString(), content);
    const Said counters = say({"agent", "--agent", counted});
    QREFUSED(counters, 1, (QStringList{"env_steps", counted}));
    content = readTensorFile(agent_.toStdString());
    content.tensors.erase(content.tensors.begin());
    const QString less = path("less.safetensors");
    writeTensorFile(less.toStdString(), content);
    const Said copy = say({"agent", "--agent", less, "--out", path("copy.safetensors")});
    QREFUSED(copy, 1, QStringList{less});
    QVERIFY(!QFile::exists(path("copy.safetensors")));
  }

  void networkKeysAreRefusedOutsideTraining() {
    const Said said = say({"eval", "--agent", agent_, "--episodes", "2", "--set", "network.width=32"});
    QREFUSED(said, 2, QStringList{"network.width"});
    const Said other = say({"eval", "--agent", agent_, "--env", "chess"});
    QREFUSED(other, 2, QStringList{"chess"});
  }

  void evaluates() {
    const Said said = say({"eval", "--agent", agent_, "--episodes", "10", "--seed", "3", "--json"});
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    for (const char* key : {"env", "episodes", "mode", "return_mean", "return_iqm", "return_ci95", "success_rate",
                            "length_mean", "seconds", "planner"}) {
      QVERIFY2(o.contains(key), key);
    }
    QCOMPARE(o["env"].toString(), "rubiks-cube");
    QCOMPARE(o["episodes"].toInt(), 10);
    QCOMPARE(o["mode"].toString(), "greedy");
    QCOMPARE(o["return_ci95"].toArray().size(), 2);
    const QJsonObject again =
        say({"eval", "--agent", agent_, "--episodes", "10", "--seed", "3", "--json"}).json().object();
    QCOMPARE(again["return_mean"], o["return_mean"]);
    QCOMPARE(again["length_mean"], o["length_mean"]);
  }

  void plans() {
    const QString trace = path("search.trace");
    const Said said =
        say({"plan", "--env", "rubiks-cube", "--agent", agent_, "--state", "R U F2", "--json", "--trace", trace});
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    QCOMPARE(o["actions"].toArray().size(), 18);
    for (const char* key : {"prior", "qhat"}) {
      QCOMPARE(o[key].toArray().size(), 18);
      double sum = 0.0;
      for (const QJsonValue& p : o[key].toArray()) sum += p.toDouble();
      QVERIFY(std::abs(sum - 1) < 1e-5);
    }
    QVERIFY(o["actions"].toArray().contains(o["chosen"]));
    QCOMPARE(o["ess"].toArray().size(), 4);
    QVERIFY(o["value"].isDouble() && o["eta"].isDouble());
    QVERIFY(QFile::exists(trace));
  }

  /// A decision on file is made again bit for bit; what was changed in it is named.
  void replays() {
    const QString file = path("decision.json");
    QEXIT(
        say({"plan", "--env", "rubiks-cube", "--agent", agent_, "--state", "R U F2", "--seed", "5", "--capsule", file}),
        0);
    const Said same = say({"replay", file});
    QEXIT(same, 0);
    QVERIFY(same.out.contains("equal bit for bit"));

    QFile original(file);
    QVERIFY(original.open(QIODevice::ReadOnly));
    QJsonObject document = QJsonDocument::fromJson(original.readAll()).object();
    QJsonArray marks = document["marks"].toArray();
    for (int i = 0; i < marks.size(); ++i)
      if (marks[i].toArray()[0].toString() == "the log-weights of depth 2")
        marks[i] = QJsonArray{"the log-weights of depth 2", "0123456789abcdef"};
    QVERIFY(marks != document["marks"].toArray());
    document["marks"] = marks;
    const QString changed = write("changed.json", QJsonDocument(document).toJson());
    const Said other = say({"replay", changed});
    QEXIT(other, 1);
    QVERIFY2(other.error.contains("DIVERGED: the log-weights of depth 2"), qPrintable(other.error));

    document["random"] = QJsonObject{{"seed", 6}, {"environment", 0}, {"step", 0}};
    const Said seed = say({"replay", write("seed.json", QJsonDocument(document).toJson())});
    QEXIT(seed, 1);
    QVERIFY2(seed.error.contains("the actions of depth 1"), qPrintable(seed.error));
    QJsonObject elsewhere = document;
    elsewhere["config"] = document["config"].toString().replace("rubiks-cube", "snake");
    const Said world = say({"replay", write("elsewhere.json", QJsonDocument(elsewhere).toJson())});
    QVERIFY2(world.code != 0 && world.error.startsWith("spolab: "), qPrintable(world.all()));
    document["version"] = "0.0.1";
    const Said older = say({"replay", write("older.json", QJsonDocument(document).toJson())});
    QVERIFY2(older.error.contains("It was made by version 0.0.1, this is "), qPrintable(older.error));
  }

  /// The same agent searched by a tree: plan, evaluation, and a decision that replays.
  void anotherMethodSearches() {
    const QString file = path("tree.json");
    const Said said = say({"plan", "--env", "rubiks-cube", "--agent", agent_, "--state", "R U F2", "--algorithm",
                           "alphazero", "--set", "planner.simulations=50", "--json", "--capsule", file});
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    double sum = 0.0;
    for (const QJsonValue& q : o["qhat"].toArray()) {
      sum += q.toDouble();
      QVERIFY(std::abs(50 * q.toDouble() - std::round(50 * q.toDouble())) < 1e-4);  // visits
    }
    QVERIFY(std::abs(sum - 1) < 1e-5);
    QVERIFY(o["eta"].isNull());
    const Said same = say({"replay", file, "--agent", agent_});
    QEXIT(same, 0);
    QVERIFY(same.out.contains("equal bit for bit"));
    const Said eval = say({"eval", "--agent", agent_, "--algorithm", "alphazero", "--set", "planner.simulations=8",
                           "--episodes", "4", "--json"});
    QEXIT(eval, 0);
    QCOMPARE(eval.json().object()["planner"].toString(), QString("PUCT tree, 8 simulations"));
  }

  void solvedInputGivesNoMoves_data() {
    QTest::addColumn<QString>("state");
    QTest::newRow("no turns") << "";
    QTest::newRow("turns that cancel") << "R R'";
    QTest::newRow("stickers") << QString::fromStdString(cube::printStickers(cube::solvedState()));
  }
  void solvedInputGivesNoMoves() {
    QFETCH(QString, state);
    const Said said = say({"solve", "--env", "rubiks-cube", "--agent", agent_, "--state", state, "--json"});
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    QVERIFY(o["solved"].toBool());
    QCOMPARE(o["moves"].toString(), "");
    QCOMPARE(o["length"].toInt(), 0);
    QVERIFY(o.contains("seconds"));
  }

  // An agent trained for a moment on one and two turns; each answer is applied to the scramble here.
  void answersSolve_data() {
    QTest::addColumn<QString>("state");
    for (const char* scramble : {"R", "U2", "F'", "L D"}) QTest::newRow(scramble) << scramble;
  }
  void answersSolve() {
    QFETCH(QString, state);
    if (!QFile::exists(path("skilled"))) {
      const QStringList skilled{"network.width=32",   "network.layers=1",   "train.envs=32",
                                "train.rollout=8",    "train.sequence=8",   "train.batch=16",
                                "train.epochs=8",     "train.replay=4096",  "train.learning_rate=5e-3",
                                "env.scramble_min=1", "env.scramble_max=2", "env.step_limit=4",
                                "planner.horizon=2",  "eval.every=0"};
      QStringList arguments{"train",   "--env", "rubiks-cube", "--threads",    "1", "--device", "cpu",
                            "--steps", "30000", "--out",       path("skilled")};
      for (const QString& setting : skilled) arguments += {"--set", setting};
      QEXIT(say(arguments), 0);
    }
    const Said said = say({"solve", "--env", "rubiks-cube", "--agent", path("skilled/agent.safetensors"), "--state",
                           state, "--json", "--set", "planner.particles=128"});
    QEXIT(said, 0);
    const QJsonObject o = said.json().object();
    QVERIFY2(o["solved"].toBool(), qPrintable(said.out));
    const auto moves = cube::parseMoves(o["moves"].toString().toStdString());
    QCOMPARE(static_cast<int>(moves.size()), o["length"].toInt());
    cube::State cubeState = cube::parseState(state.toStdString());
    for (const int turn : moves) cubeState = cube::turned(cubeState, turn);
    QVERIFY(cube::isSolved(cubeState));
  }

  void unsolvedIsNoFailure() {
    const Said said = say({"solve", "--agent", agent_, "--env", "rubiks-cube", "--state", "R U F L2 D B U R2 F",
                           "--json", "--set", "planner.particles=2", "--set", "env.step_limit=2"});
    QEXIT(said, 0);
    QVERIFY(!said.json().object()["solved"].toBool());
    QCOMPARE(said.json().object()["moves"].toString(), "");
  }

  void benchSpeaksJson() {
    const Said said = say({"bench", "cube.moves_per_second_portable", "--json"});
    QEXIT(said, 0);
    const QJsonObject document = said.json().object();
    QVERIFY(!document["machine"].toString().isEmpty());
    const QJsonArray results = document["results"].toArray();
    QCOMPARE(results.size(), 1);
    QCOMPARE(results[0].toObject()["name"].toString(), QStringLiteral("cube.moves_per_second_portable"));
    QCOMPARE(results[0].toObject()["unit"].toString(), QStringLiteral("1/s"));
    QCOMPARE(results[0].toObject()["better"].toString(), QStringLiteral("higher"));
    QVERIFY(results[0].toObject()["value"].toDouble() > 0.0);
  }

  void benchKnowsItsNames() {
    const Said said = say({"bench", "nonsense"});
    QEXIT(said, 2);
    QVERIFY2(said.error.contains(QStringLiteral("cube.moves_per_second")), qPrintable(said.error));
    QVERIFY(said.out.isEmpty());
  }

  /// What translators are given.
  void textsOfTheRegistries() {
    const Said said = say({"texts"});
    QEXIT(said, 0);
    for (const char* line :
         {"QT_TRANSLATE_NOOP(\"worlds\", \"Rubik's cube\")", "QT_TRANSLATE_NOOP(\"settings\", \"root noise\")",
          "QT_TRANSLATE_NOOP(\"actions\", \"Left\")", "QT_TRANSLATE_NOOP(\"methods\", \"SPO\")"})
      QVERIFY2(said.out.contains(QString::fromUtf8(line)), line);
  }

  void doctorSpeaksJson() {
    const Said said = say({"doctor", "--json"});
    QEXIT(said, 0);
    QVERIFY(said.json().object()["engine"].toObject()["available"].toBool());
  }
};

QTEST_GUILESS_MAIN(CliEngineTest)
#include "cli_engine_test.moc"
