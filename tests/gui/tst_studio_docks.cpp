// The docks of the window, moved about as a person would and faster.
#include <map>

#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QStyle>
#include <QTabWidget>
#include <QWindow>

#include "app/studio/error_dialog.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "core/base/rng.h"
#include "gui_test.h"

using namespace spolab;
using namespace spolab::test;

namespace {

/// How often each widget is styled anew.
struct StyleCounter : QObject {
  StyleCounter() { qApp->installEventFilter(this); }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::StyleChange && watched->isWidgetType()) ++times[watched];
    return false;
  }
  std::map<QObject*, int> times;
};

}  // namespace

class TestStudioDocks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    QSettings(QStringLiteral("spolab"), QStringLiteral("studio")).clear();
    window_ = openStudio();
    window_->sidePanel().setMode(Mode::kLearn);  // shows both
    QVERIFY(waitForDecision(*window_));
  }
  void cleanup() { window_.reset(); }

  /// QTBUG-111538: with edges one pixel wide Qt's layout lays a widget over each and may raise one that is gone.
  void edgesAreNoWidgets_data() {
    QTest::addColumn<bool>("dark");
    QTest::addColumn<double>("scale");
    QTest::newRow("dark") << true << 1.0;
    QTest::newRow("light") << false << 1.0;
    QTest::newRow("small") << true << 0.75;
    QTest::newRow("large") << false << 2.0;
  }
  void edgesAreNoWidgets() {
    QFETCH(bool, dark);
    QFETCH(double, scale);
    window_->resize(2000, 900);  // wide enough for docks at every scale
    window_->setDark(dark);
    window_->setScale(scale);
    for (const auto area : kAreas) {
      for (QDockWidget* dock : docks()) window_->addDockWidget(area, dock);
      QTest::qWait(20);
      QVERIFY(docks().front()->isVisible() && docks().back()->isVisible());
      QVERIFY(window_->style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent, nullptr, window_.get()) >= 4);
      QCOMPARE(window_->findChildren<QWidget*>(QStringLiteral("qt_qmainwindow_extended_splitter")).size(), 0);
    }
    window_->setScale(1.0);
  }

  /// A sheet set on the application reaches a widget once for each of its ancestors, some nine times here; one set on
  /// its window twice.
  void anotherThemeIsQuick() {
    window_->setDark(true);
    const QLabel* label = window_->findChild<QLabel*>();
    const QColor before = label->palette().color(QPalette::WindowText);
    StyleCounter counter;
    window_->setDark(false);
    QVERIFY(counter.times.size() > 300);
    double all = 0.0;
    for (const auto& [widget, times] : counter.times) all += times;
    const double mean = all / static_cast<double>(counter.times.size());
    QVERIFY2(mean < 3.0, qPrintable(QString::number(mean)));
    QVERIFY(label->palette().color(QPalette::WindowText) != before);
  }

  /// Windows that come later, with and without a parent, look alike; a sheet of one's own stays.
  void laterWindowsAreStyledToo() {
    QDialog alone, child(window_.get());
    QWidget own;
    own.setStyleSheet(QStringLiteral("QPushButton { min-height: 77px; }"));
    for (QWidget* window : std::initializer_list<QWidget*>{&alone, &child, &own}) {
      auto* button = new QPushButton(QStringLiteral("Close"), window);
      window->show();
      QVERIFY(QTest::qWaitForWindowExposed(window));
      if (window == &own)
        QVERIFY(button->sizeHint().height() >= 77);
      else
        QCOMPARE(button->sizeHint(), (new QPushButton(QStringLiteral("Close"), window_->centralWidget()))->sizeHint());
    }
    window_->setScale(2.0);
    QCOMPARE(alone.findChild<QPushButton*>()->sizeHint(), child.findChild<QPushButton*>()->sizeHint());
    QVERIFY(own.styleSheet().contains(QStringLiteral("77px")));
    window_->setScale(1.0);
  }

  /// Another size of everything folds the panels as another size of the window does, and they grow with it.
  void panelsFollowTheSizeOfEverything() {
    window_->resize(1280, 800);
    window_->setScale(1.0);
    QTest::qWait(50);
    for (QDockWidget* dock : docks()) QVERIFY(dock->isVisible());
    const int before = docks().front()->width();
    window_->setScale(1.25);
    QTest::qWait(50);
    for (QDockWidget* dock : docks()) QVERIFY(dock->isVisible());
    QVERIFY2(std::abs(docks().front()->width() - 1.25 * before) <= 8, qPrintable(QString::number(before)));
    window_->setScale(2.0);
    QTest::qWait(50);
    for (QDockWidget* dock : docks()) QVERIFY2(!dock->isVisible(), "folded into tabs");
    window_->setScale(1.0);
    QTest::qWait(50);
    for (QDockWidget* dock : docks()) QVERIFY(dock->isVisible());
  }

  void edgeIsDraggedByTheMouse() {
    QDockWidget* side = dock("settings");
    const int before = side->width();
    const QPoint edge = side->mapTo(window_.get(), QPoint(side->width() + 1, side->height() / 2));
    QWindow* handle = window_->windowHandle();
    QTest::mousePress(handle, Qt::LeftButton, {}, edge);
    for (int i = 1; i <= 10; ++i) QTest::mouseMove(handle, edge + QPoint(6 * i, 0));
    QTest::mouseRelease(handle, Qt::LeftButton, {}, edge + QPoint(60, 0));
    QTRY_VERIFY2(side->width() >= before + 40, qPrintable(QStringLiteral("%1, was %2").arg(side->width()).arg(before)));
  }

  void arrangedAsAtFirst() {
    const QSize side = dock("settings")->size(), learning = dock("learning")->size();
    window_->addDockWidget(Qt::TopDockWidgetArea, dock("settings"));
    dock("learning")->setFloating(true);
    QTest::qWait(50);
    choose(*window_, "Arrange as at first");
    QCOMPARE(window_->dockWidgetArea(dock("settings")), Qt::LeftDockWidgetArea);
    QCOMPARE(window_->dockWidgetArea(dock("learning")), Qt::BottomDockWidgetArea);
    QVERIFY(!dock("learning")->isFloating());
    QTRY_COMPARE(dock("settings")->size(), side);
    QTRY_COMPARE(dock("learning")->size(), learning);
  }

  void arrangedAsAtFirstInANarrowWindow() {
    window_->resize(700, 700);
    auto* tabs = qobject_cast<QTabWidget*>(window_->centralWidget());
    QTRY_COMPARE(tabs->count(), 3);
    choose(*window_, "Arrange as at first");
    QCOMPARE(tabs->count(), 3);
    for (QDockWidget* folded : docks()) {
      folded->toggleViewAction()->trigger();  // there is nothing in it now
      QVERIFY(folded->isHidden());
    }
    window_->resize(1280, 800);
    QTRY_VERIFY(dock("settings")->isVisible() && dock("learning")->isVisible());
  }

  /// Moved, floated, folded, hidden, the window closed and opened again with what it remembers.
  void stormOfDocks() {
    Rng rng(6, Stream::kTest, 0, 0);
    for (int i = 0; i < 160; ++i) {
      QDockWidget* one = docks()[rng.below(2)];
      switch (rng.below(8)) {
        case 0:
        case 1:
        case 2:
          window_->addDockWidget(kAreas[rng.below(4)], one);
          break;
        case 3:
          one->setFloating(!one->isFloating());
          break;
        case 4:
          one->toggleViewAction()->trigger();
          break;
        case 5:
          window_->resize(rng.below(2) == 0 ? 700 : 1280, 500 + static_cast<int>(rng.below(300)));
          break;
        case 6:
          window_->hide();
          window_->show();
          break;
        default:
          if (rng.below(4) == 0) reopen();
      }
      if (rng.below(3) == 0) QTest::qWait(5);
    }
    window_->showNormal();
    window_->resize(1280, 800);
    choose(*window_, "Arrange as at first");
    window_->sidePanel().setMode(Mode::kLearn);
    QTRY_VERIFY(dock("settings")->isVisible() && dock("learning")->isVisible());
    QTRY_VERIFY(window_->stage().width() > 600);
    QVERIFY(waitForDecision(*window_));
    QVERIFY2(!window_->errors().isVisible(), qPrintable(window_->errors().message()));
  }

 private:
  static constexpr Qt::DockWidgetArea kAreas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea,
                                                  Qt::TopDockWidgetArea, Qt::BottomDockWidgetArea};

  [[nodiscard]] QList<QDockWidget*> docks() const { return {dock("settings"), dock("learning")}; }
  [[nodiscard]] QDockWidget* dock(const char* name) const {
    return window_->findChild<QDockWidget*>(QLatin1String(name));
  }
  void reopen() {
    window_->close();
    window_.reset();
    window_ = openStudio();
  }

  std::unique_ptr<MainWindow> window_;
};

SPOLAB_GUI_MAIN(TestStudioDocks)
#include "tst_studio_docks.moc"
