#pragma once

#include <cstdlib>
#include <unistd.h>

#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>

#include "app/studio/curve_chart.h"
#include "app/studio/curves_panel.h"
#include "app/studio/error_dialog.h"
#include "app/studio/runs/compare_view.h"
#include "app/studio/runs/runs_controller.h"
#include "app/studio/runs/runs_window.h"
#include "app/studio/runs/undo_bar.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/run/run_place.h"
#include "gui_test.h"
#include "made_up_run.h"

namespace spolab::test {

namespace fs = std::filesystem;

/// Drives the browser of runs as a person does: what its tests share. Holds one window over a folder of made-up runs.
class RunsDriver {
 protected:
  void openWindow() {
    runs_ = defaultRunsFolder();
    real_ = fs::path(store_.path().toStdString()) / "real";
    trainReal();
    openAnew();
  }
  void openAnew() {
    window_ = openStudio();
    window_->setAsk([this](const Question& question) {
      asked_ << question.text;
      return true;
    });
    QVERIFY(waitForDecision(*window_));
  }
  /// No run, no search, nothing to undo.
  void beginEmpty() {
    fs::remove_all(runs_);
    asked_.clear();
    window_->runs().showBrowser();
    browser().bar().forget();
    browser().searchField().clear();
    QTRY_COMPARE(browser().list().rowCount(), 0);
  }

  static constexpr int kIterations = 8;

  void trainReal() {
    RunConfig config = tinyConfig();
    config.applyOverrides({"eval.every=2", "eval.episodes=4"});
    TrainingOptions options;
    options.steps = kIterations * config.train.envs * config.train.rollout;
    options.device = "cpu";
    options.threads = 1;
    options.folder = real_;
    const auto training = engine().startTraining(std::move(config), options);
    while (training->alive()) static_cast<void>(training->takeRows(20));
    QCOMPARE(training->status()->error, std::string());
  }
  void copyReal(const char* name) {
    fs::create_directories(runs_);
    fs::copy(real_, runs_ / name, fs::copy_options::recursive);
    QVERIFY(rows(1));
    QTRY_VERIFY(info(name).usable());  // a list begun meanwhile may have seen half of it
  }

  RunsWindow& browser() { return window_->runs().browser(); }
  RunTable& table() { return browser().table(); }
  std::shared_ptr<const PlayerView> view() { return window_->watch().view(); }
  QString parameters() { return QString::fromStdString(view()->parameters); }
  const RunInfo& info(const char* name) {
    return browser().list().runs().at(static_cast<std::size_t>(browser().list().rowOf(runs_ / name)));
  }
  bool rows(int count) {
    browser().refresh();
    return QTest::qWaitFor([&] { return browser().list().rowCount() == count; }, 10000);
  }
  QStringList shown() {
    QStringList names;
    for (int row = 0; row < table().order().rowCount(); ++row)
      names << table().order().index(row, RunList::kName).data().toString();
    return names;
  }
  QPushButton* button(const char* name) {
    for (QPushButton* button : browser().buttons())
      if (button->text() == QLatin1String(name)) return button;
    return nullptr;
  }
  template <typename Widget>
  static Widget* named(const QWidget& parent, const char* name) {
    for (Widget* widget : parent.findChildren<Widget*>())
      if (widget->accessibleName() == QLatin1String(name)) return widget;
    return nullptr;
  }
  static void click(QPushButton* button) { QTest::mouseClick(button, Qt::LeftButton); }
  void clickHeading(int column) {
    QHeaderView* header = table().horizontalHeader();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      QPoint(header->sectionViewportPosition(column) + 20, header->height() / 2));
  }
  /// Shortcuts act in the window that has the keyboard.
  static void activate(QWidget& window) {
    window.activateWindow();
    QTRY_VERIFY(window.isActiveWindow());
  }
  void rename(const char* run, const QString& name) {
    activate(browser());
    table().select({runs_ / run});
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_F2);
    auto* editor = table().viewport()->findChild<QLineEdit*>();
    QVERIFY(editor != nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, name);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(table().viewport()->findChild<QLineEdit*>() == nullptr);
    QVERIFY(browser().isVisible());
  }
  CurveChart* returnChart() {
    for (CurveChart* chart : window_->curves().charts())
      if (chart->accessibleName() == QStringLiteral("Return")) return chart;
    return nullptr;
  }
  static void pressMarker(CurveChart& chart, int marker) {
    const QPoint at = chart.markerPlace(marker);
    QWidget* plot = chart.childAt(at);
    QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(&chart, at));
  }

  QTemporaryDir store_;
  fs::path runs_, real_;
  std::unique_ptr<MainWindow> window_;
  QStringList asked_;
};

}  // namespace spolab::test
