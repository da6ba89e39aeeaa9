// A training is killed at random moments, mostly while it writes, and goes on; in the end it is the training that
// nobody disturbed. SPOLAB_KILLS times; $SPOLAB_FUZZ_SEED chooses other moments.
#include <csignal>
#include <cstdlib>
#include <sys/types.h>

#include <QDir>
#include <QTemporaryDir>

#include "core/base/rng.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "core/run/safetensors.h"
#include "tests/support/files.h"
#include "tests/support/program.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

namespace {

constexpr int kIteration = 160;  // environment steps
const QStringList kTiny{
    "--set", "network.width=64",  "--set", "network.layers=1",        "--set", "train.envs=32",
    "--set", "train.rollout=5",   "--set", "train.sequence=4",        "--set", "train.batch=4",
    "--set", "train.epochs=2",    "--set", "train.replay=16000",      "--set", "planner.particles=4",
    "--set", "eval.every=5",      "--set", "learner.epsilon_eta=0.5", "--set", "eval.episodes=4",
    "--set", "env.scramble_max=3"};

QStringList arguments(const char* option, const QString& folder, int iterations) {
  return {"train",     option,    folder,
          "--threads", "1",       "--device",
          "cpu",       "--steps", QString::number(iterations * kIteration)};
}

int iterationOf(const fs::path& folder) { return checkpointIteration(folder); }

std::string newestHash(const fs::path& folder) { return tensorHash(loadCheckpoint(RunFolder::open(folder)).content); }

}  // namespace

class KillFuzz : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  [[nodiscard]] QString path(const char* name) const { return home_.filePath(name); }

 private Q_SLOTS:
  void killedManyTimesEqualsUndisturbed() {
    const char* chosen = std::getenv("SPOLAB_FUZZ_SEED");
    const std::uint64_t seed = chosen == nullptr ? 1 : std::strtoull(chosen, nullptr, 10);
    const QString killed = path("killed"), whole = path("whole");
    const fs::path folder = killed.toStdString();
    QEXIT(say(arguments("--out", killed, 1) + QStringList{"--env", "rubiks-cube"} + kTiny), 0);
    int leftovers = 0, whileWriting = 0;
    for (int kill = 0; kill < SPOLAB_KILLS; ++kill) {
      Rng rng(seed, Stream::kTest, static_cast<std::uint32_t>(kill));
      const int before = iterationOf(folder), rows = lastIteration(folder);
      QProcess process;
      process.start(SPOLAB_PROGRAM, arguments("--resume", killed, 1000000));
      QVERIFY(process.waitForStarted());
      const auto pid = static_cast<pid_t>(process.processId());
      if (rng.uniform() < 0.2f) {  // at any moment, its start among them
        QVERIFY(!process.waitForFinished(static_cast<int>(600.0f * rng.uniform())));
      } else {  // while it writes what a stop makes it write
        QTRY_VERIFY_WITH_TIMEOUT(lastIteration(folder) != rows || process.state() == QProcess::NotRunning, 30000);
        ::kill(pid, SIGINT);
        QTest::qSleep(static_cast<int>(80.0f * rng.uniform()));
        ++whileWriting;
      }
      ::kill(pid, SIGKILL);
      QVERIFY(process.waitForFinished(20000));
      const QByteArray error = process.readAllStandardError();
      QVERIFY2(!error.contains("error:"), error.constData());
      for (const fs::path& place : {folder, folder / "checkpoints"})
        for (const auto& entry : fs::directory_iterator(place))
          leftovers += entry.path().extension().string().starts_with(".tmp") ? 1 : 0;
      QVERIFY(iterationOf(folder) >= before);
      const LoadedCheckpoint loaded = loadCheckpoint(RunFolder::open(folder));
      QVERIFY(loaded.damaged.empty());
      if ((kill + 1) % 50 == 0) qInfo("%d kills, %d iterations", kill + 1, iterationOf(folder));
    }
    const int end = iterationOf(folder) + 2;
    QEXIT(say(arguments("--resume", killed, end), 600000), 0);
    QEXIT(say(arguments("--out", whole, end) + QStringList{"--env", "rubiks-cube"} + kTiny, 600000), 0);
    QCOMPARE(newestHash(folder), newestHash(whole.toStdString()));
    for (const char* name : {"/agent.safetensors", "/latest.safetensors"})
      QCOMPARE(tensorHash(readTensorFile((killed + name).toStdString())),
               tensorHash(readTensorFile((whole + name).toStdString())));
    QCOMPARE(lastIteration(folder), end);
    qInfo("%d kills, %d of them within 80 ms of a request to stop, %d half-written files, %d iterations", SPOLAB_KILLS,
          whileWriting, leftovers, end);
  }
};

QTEST_GUILESS_MAIN(KillFuzz)
#include "kill_fuzz.moc"
