#include "core/trace/trace_file.h"

#include <cstring>
#include <functional>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "tests/support/files.h"
#include "tests/support/search.h"

using namespace spolab;
using namespace spolab::test;

namespace {

SearchTrace example() {
  const Edge on{0, 0.1f};
  const TableEnv env({{0.3f, {0, 1, 2}, {on, {0, 0.2f}, {0, 1.0f, true}}}});
  SmcSettings settings;
  settings.particles = 5;
  settings.horizon = 3;
  settings.period = 1;
  Searches searches(settings, env);
  static_cast<void>(searches.run(1, 1, true));
  return searches.traces()[0];
}

bool same(const SearchTrace& a, const SearchTrace& b) {
  return a.particles == b.particles && a.depths == b.depths && a.actions == b.actions && a.actionDims == b.actionDims &&
         a.stateBytes == b.stateBytes && a.actionBytes == b.actionBytes && a.rootState == b.rootState &&
         a.rootValue == b.rootValue && a.temperature == b.temperature && a.prior == b.prior &&
         a.proposal == b.proposal && a.qhat == b.qhat && a.rootActions == b.rootActions && a.weights == b.weights &&
         a.chosenAction == b.chosenAction && a.klToPrior == b.klToPrior && a.parent == b.parent &&
         a.rootAncestor == b.rootAncestor && a.action == b.action && a.reward == b.reward && a.value == b.value &&
         a.advantage == b.advantage && a.logWeight == b.logWeight && a.weight == b.weight && a.dead == b.dead &&
         a.state == b.state && a.resampling == b.resampling && a.ess == b.ess && a.entropy == b.entropy &&
         a.ancestors == b.ancestors;
}

}  // namespace

class TraceFileTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  std::filesystem::path file_ = folder_.filePath("search.trace").toStdString();

 private Q_SLOTS:
  void roundTrip() {
    const SearchTrace trace = example();
    saveTrace(trace, file_);
    QVERIFY(same(loadTrace(file_), trace));
  }

  void truncationAnywhereIsRefused() {
    saveTrace(example(), file_);
    const std::string whole = readFile(file_);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 7) {
      writeFile(file_, whole.substr(0, size));
      QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
    }
    writeFile(file_, whole + "x");
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
  }

  /// Any flipped byte gives a trace or an Error, never a crash or an index out of range.
  void damageNeverCrashes() {
    saveTrace(example(), file_);
    const std::string whole = readFile(file_);
    for (std::size_t at = 0; at < whole.size(); at += 3) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ 0xFF);
      writeFile(file_, damaged);
      try {
        const SearchTrace trace = loadTrace(file_);
        for (const std::int32_t parent : trace.parent) QVERIFY(parent >= 0 && parent < trace.particles);
        for (const std::int32_t root : trace.rootAncestor) QVERIFY(root >= 0 && root < trace.particles);
      } catch (const Error&) {
      }
    }
  }

  void inconsistentTracesAreRefused_data() {
    QTest::addColumn<int>("fault");
    for (int fault = 0; fault < 8; ++fault) QTest::addRow("fault %d", fault) << fault;
  }
  void inconsistentTracesAreRefused() {
    QFETCH(int, fault);
    static const std::function<void(SearchTrace&)> faults[]{
        [](SearchTrace& t) { t.parent[3] = t.particles; },  [](SearchTrace& t) { t.rootAncestor[3] = -1; },
        [](SearchTrace& t) { t.entropy.pop_back(); },       [](SearchTrace& t) { t.qhat.pop_back(); },
        [](SearchTrace& t) { t.chosenAction.clear(); },     [](SearchTrace& t) { t.rootActions.pop_back(); },
        [](SearchTrace& t) { t.particles = -t.particles; }, [](SearchTrace& t) { t.ancestors.push_back(1); },
    };
    SearchTrace trace = example();
    faults[fault](trace);
    saveTrace(trace, file_);
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
  }

  void otherFilesAreRefused() {
    writeFile(file_, "not a trace at all, but long enough to be one");
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(file_)));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace(folder_.path().toStdString())));
    QVERIFY_THROWS_EXCEPTION(Error, static_cast<void>(loadTrace("/nowhere/search.trace")));
  }

  void fullDiskIsReported() {
    const FullDisk full(100);
    QVERIFY_THROWS_EXCEPTION(Error, saveTrace(example(), file_));
  }
};

QTEST_APPLESS_MAIN(TraceFileTest)
#include "trace_file_test.moc"
