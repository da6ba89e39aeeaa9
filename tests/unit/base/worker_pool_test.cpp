#include "core/base/worker_pool.h"

#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <QTest>

#include "core/base/error.h"
#include "core/base/rng.h"

using namespace spolab;

class WorkerPoolTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyIndexIsVisitedOnce_data() {
    QTest::addColumn<int>("workers");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("grain");
    for (const int workers : {1, 2, 3})
      for (const int count : {0, 1, 5, 64, 1000})
        for (const int grain : {1, 7, 64, 5000})
          QTest::addRow("%d workers, %d by %d", workers, count, grain) << workers << count << grain;
  }
  void everyIndexIsVisitedOnce() {
    QFETCH(int, workers);
    QFETCH(int, count);
    QFETCH(int, grain);
    WorkerPool pool(workers);
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
    std::atomic<bool> sane{true};
    pool.parallelFor(
        visits.size(), static_cast<std::size_t>(grain), [&](std::size_t begin, std::size_t end, int worker) {
          if (begin >= end || end - begin > static_cast<std::size_t>(grain) || worker < 0 || worker >= workers)
            sane = false;
          for (std::size_t i = begin; i < end; ++i) ++visits[i];
        });
    QVERIFY(sane);
    for (const auto& visit : visits) QCOMPARE(visit.load(), 1);
  }

  void sameResultForAnyNumberOfWorkers() {
    std::vector<std::vector<double>> results;
    for (const int workers : {1, 2, 3}) {
      WorkerPool pool(workers);
      std::vector<double> result(2000);
      for (int round = 0; round < 20; ++round)
        pool.parallelFor(result.size(), 16, [&](std::size_t begin, std::size_t end, int) {
          for (std::size_t i = begin; i < end; ++i)
            result[i] +=
                Rng(9, Stream::kTest, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(round)).normal();
        });
      results.push_back(std::move(result));
    }
    QVERIFY(results[0] == results[1]);
    QVERIFY(results[0] == results[2]);
  }

  void exceptionsReachTheCaller_data() {
    QTest::addColumn<int>("workers");
    for (const int workers : {1, 2, 3}) QTest::addRow("%d workers", workers) << workers;
  }
  void exceptionsReachTheCaller() {
    QFETCH(int, workers);
    WorkerPool pool(workers);
    for (int round = 0; round < 50; ++round) {
      bool caught = false;
      try {
        pool.parallelFor(200, 1, [](std::size_t begin, std::size_t, int) {
          if (begin == 123) throw Error("a number", "nothing", "index 123");
        });
      } catch (const Error& error) {
        caught = std::string(error.what()).find("index 123") != std::string::npos;
      }
      QVERIFY(caught);
      // The pool goes on working.
      std::atomic<int> sum{0};
      pool.parallelFor(10, 2, [&](std::size_t begin, std::size_t end, int) { sum += static_cast<int>(end - begin); });
      QCOMPARE(sum.load(), 10);
    }
  }

  void oneWorkerIsTheCaller() {
    WorkerPool pool(1);
    bool same = true;
    const auto caller = std::this_thread::get_id();
    pool.parallelFor(100, 3, [&](std::size_t, std::size_t, int worker) {
      same = same && std::this_thread::get_id() == caller && worker == 0;
    });
    QVERIFY(same);
  }

  void theCallerCanWorkAloneForAWhile() {
    WorkerPool pool(3);
    QCOMPARE(pool.atWork(), 3);
    for (const bool alone : {true, false, true}) {
      pool.setAlone(alone);
      QCOMPARE(pool.atWork(), alone ? 1 : 3);
      std::atomic<int> others{0}, sum{0};
      const auto caller = std::this_thread::get_id();
      pool.parallelFor(300, 1, [&](std::size_t begin, std::size_t end, int worker) {
        if (alone && (std::this_thread::get_id() != caller || worker != 0)) ++others;
        sum += static_cast<int>(end - begin);
      });
      QCOMPARE(sum.load(), 300);
      QCOMPARE(others.load(), 0);
    }
  }

  void startRunsInEveryThread() {
    std::mutex mutex;
    std::vector<std::thread::id> ids;
    {
      WorkerPool pool(3, [&] {
        const std::scoped_lock lock(mutex);
        ids.push_back(std::this_thread::get_id());
      });
      QCOMPARE(pool.workers(), 3);
      pool.parallelFor(1000, 1, [](std::size_t, std::size_t, int) {});
    }
    QCOMPARE(ids.size(), std::size_t{3});
    QCOMPARE(std::set(ids.begin(), ids.end()).size(), std::size_t{3});
  }

  void thereIsAtLeastOneCore() { QVERIFY(availableCores() >= 1); }
};

QTEST_APPLESS_MAIN(WorkerPoolTest)
#include "worker_pool_test.moc"
