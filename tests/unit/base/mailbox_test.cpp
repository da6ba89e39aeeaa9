#include "core/base/mailbox.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include <QTest>

#include "core/base/event_queue.h"

using namespace spolab;

class MailboxTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void newestWins() {
    Mailbox<int> box;
    QVERIFY(box.latest() == nullptr);
    box.publish(std::make_shared<const int>(1));
    box.publish(std::make_shared<const int>(2));
    QCOMPARE(*box.latest(), 2);
    QCOMPARE(*box.latest(), 2);  // looking does not take
  }

  void readersKeepWhatTheyHold() {
    Mailbox<int> box;
    box.publish(std::make_shared<const int>(1));
    const auto held = box.latest();
    box.publish(std::make_shared<const int>(2));
    QCOMPARE(*held, 1);
  }

  void oldValuesAreFreed() {
    Mailbox<int> box;
    const auto first = std::make_shared<const int>(1);
    box.publish(first);
    box.publish(std::make_shared<const int>(2));
    QCOMPARE(first.use_count(), 1L);
  }

  void readersSeeValuesInOrder() {
    constexpr int kValues = 20000;
    Mailbox<int> box;
    std::jthread writer([&] {
      for (int i = 1; i <= kValues; ++i) box.publish(std::make_shared<const int>(i));
    });
    int last = 0;
    bool ordered = true;
    while (last < kValues) {
      const auto value = box.latest();
      if (!value) continue;
      ordered = ordered && *value >= last;
      last = *value;
    }
    QVERIFY(ordered);
  }

  void queueDropsNothing() {
    constexpr int kWriters = 3, kValues = 5000;
    EventQueue<std::pair<int, int>> queue;
    std::vector<int> next(kWriters, 0);
    int received = 0;
    bool ordered = true;
    {
      std::vector<std::jthread> writers;
      for (int w = 0; w < kWriters; ++w)
        writers.emplace_back([&queue, w] {
          for (int i = 0; i < kValues; ++i) queue.push({w, i});
        });
      while (received < kWriters * kValues) {
        for (const auto& [writer, value] : queue.takeWithin(std::chrono::milliseconds(100))) {
          ordered = ordered && value == next[static_cast<std::size_t>(writer)]++;
          ++received;
        }
      }
    }
    QVERIFY(ordered);
    QVERIFY(queue.take().empty());
  }

  void waitingEnds() {
    EventQueue<int> queue;
    QVERIFY(queue.takeWithin(std::chrono::milliseconds(1)).empty());
    queue.push(4);
    QCOMPARE(queue.takeWithin(std::chrono::seconds(60)), std::vector<int>{4});
  }

  void valuesMayBeMovedOnly() {
    EventQueue<std::unique_ptr<int>> queue;
    queue.push(std::make_unique<int>(3));
    QCOMPARE(*queue.take().front(), 3);
  }
};

QTEST_APPLESS_MAIN(MailboxTest)
#include "mailbox_test.moc"
