// The docks of the window, moved about as a person would and faster.
#include <QDockWidget>
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
