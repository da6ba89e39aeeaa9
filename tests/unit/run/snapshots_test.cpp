// Snapshots of a run: which exist, which are given up; and the lock that says whether a run is being written.
#include "core/run/snapshots.h"

#include <algorithm>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/run/run_place.h"
#include "tests/support/files.h"

using namespace spolab;
using namespace spolab::test;
namespace fs = std::filesystem;

namespace {

/// One snapshot per evaluation, thinned after each as training does.
std::vector<Snapshot> afterEvaluations(int count, std::size_t mostFiles, std::uintmax_t mostBytes,
                                       std::uintmax_t bytes) {
  std::vector<Snapshot> kept;
  for (int i = 1; i <= count; ++i) {
    kept.push_back({"", i * 10, bytes});
    for (const Snapshot& dropped : snapshotsToDrop(kept, mostFiles, mostBytes))
      std::erase_if(kept, [&](const Snapshot& s) { return s.iteration == dropped.iteration; });
  }
  return kept;
}

}  // namespace

class SnapshotsTest : public QObject {
  Q_OBJECT
  QTemporaryDir home_;
  [[nodiscard]] fs::path path(const char* name) const { return home_.filePath(name).toStdString(); }

 private Q_SLOTS:
  void filesAreListedByIteration() {
    const fs::path run = path("listed");
    fs::create_directories(run / "snapshots" / "iteration-000000009.safetensors.d");
    for (const std::int64_t iteration : {200, 30, 1000000000}) writeFile(snapshotFile(run, iteration), "12345");
    for (const char* foreign :
         {"notes.txt", "iteration-.safetensors", "iteration-7.safetensors.tmp", "iteration-x.safetensors"})
      writeFile(run / "snapshots" / foreign, "?");
    const auto found = listSnapshots(run);
    QCOMPARE(found.size(), std::size_t{3});
    QCOMPARE(found[0].iteration, std::int64_t{30});
    QCOMPARE(found[1].iteration, std::int64_t{200});
    QCOMPARE(found[2].iteration, std::int64_t{1000000000});
    QCOMPARE(found[0].bytes, std::uintmax_t{5});
    QVERIFY(listSnapshots(path("nothing there")).empty());
  }

  void fewAreAllKept() { QCOMPARE(afterEvaluations(64, 64, 256u << 20, 1000).size(), std::size_t{64}); }

  void manyAreThinnedEvenly_data() {
    QTest::addColumn<int>("evaluations");
    for (const int count : {65, 100, 128, 1000, 3001}) QTest::addRow("%d", count) << count;
  }
  void manyAreThinnedEvenly() {
    QFETCH(int, evaluations);
    const auto kept = afterEvaluations(evaluations, 64, 256u << 20, 1000);
    QCOMPARE(kept.size(), std::size_t{64});
    QCOMPARE(kept.front().iteration, std::int64_t{10});
    QCOMPARE(kept.back().iteration, std::int64_t{evaluations * 10});
    std::int64_t widest = 0;
    for (std::size_t i = 1; i < kept.size(); ++i) widest = std::max(widest, kept[i].iteration - kept[i - 1].iteration);
    // No stretch of the run is emptier than twice the mean distance, rounded up to a doubling.
    QVERIFY2(widest <= 4 * std::max(10, evaluations * 10 / 63), qPrintable(QString::number(widest)));
  }

  void largeOnesAreFewer() {
    const auto kept = afterEvaluations(40, 64, 256u << 20, 30u << 20);
    QCOMPARE(kept.size(), std::size_t{8});  // 8 × 30 MiB
    QCOMPARE(kept.back().iteration, std::int64_t{400});
  }

  void theNewestStaysWhateverItsSize() {
    const auto kept = afterEvaluations(5, 64, 256u << 20, 300u << 20);
    QCOMPARE(kept.size(), std::size_t{1});
    QCOMPARE(kept.front().iteration, std::int64_t{50});
  }

  void aLockSaysWhoWrites() {
    const fs::path run = path("locked");
    fs::create_directories(run);
    QVERIFY(!runIsLocked(run));
    QVERIFY(!fs::exists(run / "lock"));  // looking leaves nothing behind
    const int lock = lockRun(run);
    QVERIFY(runIsLocked(run));
    QVERIFY_EXCEPTION_THROWN(lockRun(run), Error);
    ::close(lock);
    QVERIFY(!runIsLocked(run));
    QVERIFY(!runIsLocked(path("no such run")));
  }
};

QTEST_GUILESS_MAIN(SnapshotsTest)
#include "snapshots_test.moc"
