// The figures of a graphics card, taken of the processor instead: what is measured must hold there too.
#include "core/run/bench_device.h"

#include <algorithm>

#include <QTest>

#include "tests/support/tiny_run.h"

using namespace spolab;
using namespace spolab::test;

class BenchDeviceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theProcessorAgreesWithItself() {
    std::vector<BenchResult> results;
    benchDevice("cpu", tiny("rubiks-cube", "spo", {"network.width=256", "network.layers=3"}), 40, results);
    const auto valueOf = [&](const char* name) {
      const auto found = std::ranges::find(results, name, &BenchResult::name);
      return found == results.end() ? -1.0 : found->value;
    };
    QCOMPARE(valueOf("gpu.output_difference"), 0.0);
    QVERIFY(valueOf("gpu.evaluations_per_second") > 0.0);
    QVERIFY(valueOf("gpu.training_steps_per_second") > 0.0);
    QVERIFY(valueOf("gpu.two_batches_speedup") > 0.0);
    // Waiting for each batch takes no less than not waiting; the machine may be busy.
    const double idle = valueOf("gpu.idle_share_of_search");
    QVERIFY2(idle > -0.5 && idle < 1.0, qPrintable(QString::number(idle)));
  }
};

QTEST_APPLESS_MAIN(BenchDeviceTest)
#include "bench_device_test.moc"
