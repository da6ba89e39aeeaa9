#include <QFile>
#include <QTemporaryDir>

#include "app/studio/compare/compare_controller.h"
#include "app/studio/decision_files.h"
#include "app/studio/error_dialog.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;
using Contenders = std::vector<ContenderResult>;

/// A decision on screen goes into a file and comes back as it was.
class TestStudioDecisions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    window_ = openStudio();
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  void aDroppedDecisionIsOnScreenAgain() {
    const SearchTrace trace = save("one.decision.json");
    choose(*window_, "Next episode");
    QVERIFY(QTest::qWaitFor([&] { return view()->frames.empty(); }, 10000));
    window_->runs().drop().take(path("one.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return view()->thought && view()->thought->before == trace.rootState; }, 30000));
    QVERIFY(view()->thought->trace.weights == trace.weights);
    QVERIFY(view()->thought->trace.state == trace.state);
    QVERIFY(window_->watch().paused());
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
    // Compare holds this very search, with its random numbers.
    window_->sidePanel().setMode(Mode::kCompare);
    const auto held = [&] {
      return window_->compare().result() ? window_->compare().result()->contenders : Contenders();
    };
    QVERIFY(QTest::qWaitFor([&] { return !held().empty() && held().front().trace && !held().front().stale; }, 30000));
    QVERIFY(held().front().trace->weights == trace.weights);
    QVERIFY(held().front().trace->state == trace.state);
    window_->sidePanel().setMode(Mode::kWatch);
  }

  void aChangedDecisionIsNamed() {
    save("changed.decision.json");
    QFile file(path("changed.decision.json"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray text = file.readAll();
    const qsizetype mark = text.indexOf("the weights of depth 1") + qsizetype(sizeof("the weights of depth 1"));
    const qsizetype digit = text.indexOf("\"", text.indexOf(",", mark)) + 1;
    text[digit] = text[digit] == '0' ? '1' : '0';
    file.seek(0);
    file.write(text);
    file.close();
    window_->runs().drop().take(path("changed.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    QVERIFY2(window_->errors().message().contains("DIVERGED: the weights of depth 1"),
             qPrintable(window_->errors().message()));
  }

  void nonsenseIsRefusedAndTheEpisodeGoesOn() {
    QFile file(path("bad.decision.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no decision");
    file.close();
    window_->runs().drop().take(path("bad.decision.json").toStdString());
    QVERIFY(QTest::qWaitFor([&] { return window_->errors().isVisible(); }, 30000));
    const auto before = view();
    QVERIFY(QTest::qWaitFor([&] { return view() != before; }, 20000));
  }

 private:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }
  [[nodiscard]] QString path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)); }
  /// Saves the newest decision; its search.
  SearchTrace save(const char* name) {
    window_->watch().setPaused(true);
    const auto seen = view();
    const PlayerFrame& frame = *seen->frames.back();
    window_->decisions().save(*seen, frame, path(name).toStdString());
    if (!QTest::qWaitFor([&] { return QFile::exists(path(name)); }, 20000))
      QTest::qFail("not saved", __FILE__, __LINE__);
    return frame.trace;
  }

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioDecisions)
#include "tst_studio_decisions.moc"
