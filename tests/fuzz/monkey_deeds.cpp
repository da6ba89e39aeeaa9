#include <algorithm>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QUrl>
#include <QWheelEvent>

#include "app/studio/settings_form.h"
#include "app/studio/stage/stage_window.h"
#include "core/base/error.h"
#include "monkey.h"
#include "monkey_watch.h"

// What a monkey does. Mouse and keys go in where the display's do, so that modal dialogs and popups hold them back.

namespace spolab::test {
namespace {

int below(Rng& rng, int n) { return n < 1 ? 0 : static_cast<int>(rng.below(static_cast<std::uint32_t>(n))); }

QPoint pointIn(Rng& rng, const QSize& size) { return {below(rng, size.width()), below(rng, size.height())}; }

Qt::KeyboardModifiers modifiers(Rng& rng) {
  switch (rng.below(8)) {
    case 0:
      return Qt::ControlModifier;
    case 1:
      return Qt::ShiftModifier;
    case 2:
      return rng.below(3) == 0 ? Qt::AltModifier : Qt::ControlModifier | Qt::ShiftModifier;
    default:
      return {};
  }
}

Qt::MouseButton button(Rng& rng) {
  const std::uint32_t drawn = rng.below(10);
  return drawn < 7 ? Qt::LeftButton : drawn < 9 ? Qt::RightButton : Qt::MiddleButton;
}

std::string nameOf(const QWidget* widget) {
  std::string name = widget->metaObject()->className();
  if (!widget->objectName().isEmpty()) name += " " + widget->objectName().toStdString();
  if (const auto* pressed = qobject_cast<const QAbstractButton*>(widget))
    name += " '" + pressed->text().toStdString() + "'";
  return name;
}

std::string text(const QPoint& at) { return std::to_string(at.x()) + "," + std::to_string(at.y()); }

bool forHands(const QWidget* widget) {
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
         qobject_cast<const QAbstractSlider*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
         qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
         qobject_cast<const QTabBar*>(widget) || widget->focusPolicy() != Qt::NoFocus;
}

/// A click may close the window it goes to.
void gesture(Rng& rng, QPointer<QWindow> window, const QPoint& at, const QSize& around) {
  if (!window) return;
  const Qt::KeyboardModifiers with = modifiers(rng);
  const Qt::MouseButton which = button(rng);
  QTest::mouseMove(window, at);
  switch (window ? rng.below(8) : 8) {
    case 0:
      QTest::mouseDClick(window, which, with, at);
      return;
    case 1:
    case 2: {
      QPoint to = at;
      QTest::mousePress(window, which, with, at);
      const int moves = 1 + below(rng, 8);
      for (int i = 0; i < moves && window; ++i) {
        to += pointIn(rng, around) / 4 - QPoint(around.width(), around.height()) / 8;
        if (rng.below(12) == 0) to = QPoint(-50, 3000);
        QTest::mouseMove(window, to);
        if (rng.below(4) == 0 && window) QTest::mouseClick(window, button(rng), with, to);  // while one is held
      }
      if (window) QTest::mouseRelease(window, which, with, to);
      return;
    }
    case 3: {
      QWheelEvent wheel(at, window->mapToGlobal(at), {}, QPoint(below(rng, 3) - 1, below(rng, 9) - 4) * 120,
                        Qt::NoButton, with, Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(window, &wheel);
      return;
    }
    case 8:
      return;
    default:
      QTest::mouseClick(window, which, with, at);
  }
}

}  // namespace

/// A visible widget in a window that takes input now; null when there is none.
QWidget* Monkey::target(Rng& rng) {
  std::vector<QWidget*> all;
  QWidget* modal = QApplication::activeModalWidget();
  for (QWidget* top : QApplication::topLevelWidgets()) {
    if (!top->isVisible() || !top->windowHandle() || (modal && top != modal)) continue;
    if (top->objectName() == QLatin1String("closing")) continue;  // its button ends the process, as it says
    for (QWidget* widget : top->findChildren<QWidget*>())
      if (widget->isVisible() && widget->window() == top && !widget->size().isEmpty() && forHands(widget))
        all.push_back(widget);
  }
  return all.empty() ? nullptr : all[rng.below(static_cast<std::uint32_t>(all.size()))];
}

void Monkey::mouse(Rng& rng) {
  QWidget* widget = target(rng);
  if (!widget) return;
  const QPoint at = widget->mapTo(widget->window(), pointIn(rng, widget->size()));
  EventLog::note("mouse on " + nameOf(widget) + " at " + text(at));
  gesture(rng, widget->window()->windowHandle(), at, widget->size());
}

void Monkey::stageMouse(Rng& rng) {
  if (QApplication::activeModalWidget() || !window_->isVisible()) return mouse(rng);
  const QSize size = window_->stage().size();
  const QPoint at = pointIn(rng, size);
  EventLog::note("mouse on the stage at " + text(at));
  gesture(rng, &window_->stage(), at, size);
}

void Monkey::key(Rng& rng) {
  static constexpr int kKeys[] = {
      Qt::Key_Space,    Qt::Key_Left,   Qt::Key_Right,     Qt::Key_Up,    Qt::Key_Down,      Qt::Key_PageUp,
      Qt::Key_PageDown, Qt::Key_Home,   Qt::Key_End,       Qt::Key_Tab,   Qt::Key_Backspace, Qt::Key_Delete,
      Qt::Key_Return,   Qt::Key_Escape, Qt::Key_Plus,      Qt::Key_Minus, Qt::Key_F1,        Qt::Key_F2,
      Qt::Key_F3,       Qt::Key_F4,     Qt::Key_F5,        Qt::Key_F6,    Qt::Key_Period,    Qt::Key_Equal,
      Qt::Key_Question, Qt::Key_Insert, Qt::Key_Apostrophe};
  constexpr int kLetters = 26, kDigits = 10;
  const int drawn = below(rng, static_cast<int>(std::size(kKeys)) + kLetters + kDigits);
  const int key = drawn < kLetters             ? Qt::Key_A + drawn
                  : drawn < kLetters + kDigits ? Qt::Key_0 + drawn - kLetters
                                               : kKeys[drawn - kLetters - kDigits];
  const Qt::KeyboardModifiers with = modifiers(rng);
  QWindow* window = QGuiApplication::focusWindow();
  if (QWidget* modal = QApplication::activeModalWidget()) {
    if (modal->objectName() == QLatin1String("closing")) return;  // Return would end the process, as its button says
    window = modal->windowHandle();
  }
  if (!window || rng.below(4) == 0) window = rng.below(2) == 0 ? &window_->stage() : window_->windowHandle();
  if (!window || !window->isVisible()) return;
  EventLog::note("key " + QKeySequence(key).toString().toStdString() + " with " +
                 std::to_string(static_cast<int>(with)));
  const auto code = static_cast<Qt::Key>(key);
  if (rng.below(6) == 0) {  // held down: the release may come elsewhere or never
    QTest::keyPress(window, code, with);
    if (rng.below(2) == 0) QTest::keyRelease(window_->windowHandle(), code, with);
    return;
  }
  const int times = rng.below(10) == 0 ? 12 : 1;
  const QPointer<QWindow> there = window;
  for (int i = 0; i < times && there; ++i) QTest::keyClick(there, code, with);
}

void Monkey::type(Rng& rng) {
  static const QString kTexts[] = {QString(),
                                   QStringLiteral("0"),
                                   QStringLiteral("-1"),
                                   QStringLiteral("1e9"),
                                   QStringLiteral("nan"),
                                   QStringLiteral("R U F' L2 D"),
                                   QStringLiteral("(R U)99999"),
                                   QStringLiteral("ünï ✓ 𝜋 日本"),
                                   QStringLiteral("%1 %2 <b>bold</b>"),
                                   QString(5000, QLatin1Char('R')),
                                   QStringLiteral("#####\n#@$.#\n#####")};
  QWidget* widget = nullptr;
  for (int i = 0; i < 12 && !qobject_cast<QLineEdit*>(widget); ++i) widget = target(rng);
  auto* edit = qobject_cast<QLineEdit*>(widget);
  if (!edit || !edit->isEnabled()) return;
  const QString& what = kTexts[rng.below(static_cast<std::uint32_t>(std::size(kTexts)))];
  EventLog::note("type '" + what.left(40).toStdString() + "' into " + nameOf(edit));
  edit->setFocus();
  edit->selectAll();
  edit->insert(what);
  if (rng.below(2) == 0 && edit->window()->windowHandle())
    QTest::keyClick(edit->window()->windowHandle(), Qt::Key_Return);
}

void Monkey::menu(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  std::vector<QAction*> actions;
  for (QAction* action : window_->findChildren<QAction*>())
    if (action->isEnabled() && !action->isSeparator() && !action->menu() && !action->text().isEmpty())
      actions.push_back(action);
  if (actions.empty()) return;
  QAction* action = actions[rng.below(static_cast<std::uint32_t>(actions.size()))];
  if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+Q")) && rng.below(8) != 0) return;
  EventLog::note("menu " + action->text().toStdString());
  action->trigger();
}

void Monkey::resize(Rng& rng) {
  const QSize size = rng.below(4) == 0 ? QSize(200, 150) : QSize(200 + below(rng, 1400), 150 + below(rng, 850));
  EventLog::note("resize to " + text({size.width(), size.height()}));
  if (rng.below(2) == 0 && window_->windowHandle())
    window_->windowHandle()->setGeometry(QRect(window_->windowHandle()->position(), size));  // as a display may
  else
    window_->resize(size);
}

void Monkey::docks(Rng& rng) {
  const QList<QDockWidget*> docks = window_->findChildren<QDockWidget*>();
  QDockWidget* dock = docks[below(rng, static_cast<int>(docks.size()))];
  static constexpr Qt::DockWidgetArea kAreas[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea,
                                                  Qt::BottomDockWidgetArea, Qt::TopDockWidgetArea};
  const std::uint32_t how = rng.below(6);
  EventLog::note("dock " + nameOf(dock) + " way " + std::to_string(how));
  if (how < 4)
    window_->addDockWidget(kAreas[how], dock);
  else if (how == 4)
    dock->setFloating(!dock->isFloating());
  else
    dock->toggleViewAction()->trigger();
}

void Monkey::mode(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  const auto next = static_cast<Mode>(rng.below(5));
  EventLog::note("mode " + std::to_string(static_cast<int>(next)));
  window_->sidePanel().setMode(next);
}

void Monkey::world(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  const QList<QComboBox*> boxes = window_->topBar().findChildren<QComboBox*>();
  QComboBox* box = rng.below(3) != 0 ? window_->topBar().worldBox() : boxes[below(rng, static_cast<int>(boxes.size()))];
  if (!box->isEnabled() || box->count() == 0) return;
  const int index = below(rng, box->count());
  EventLog::note("choose " + box->itemText(index).toStdString());
  box->setCurrentIndex(index);
  Q_EMIT box->activated(index);
}

/// Settings that train in little time and memory, as far as the world has them.
void Monkey::makeTiny() {
  SettingsForm* form = window_->sidePanel().learnForm();
  if (!form->hasConfig()) return;
  RunConfig config = form->config();
  for (const char* change :
       {"planner.particles=4", "planner.horizon=2", "planner.period=2", "network.width=32", "network.layers=1",
        "network.head_width=0", "train.envs=8", "train.rollout=6", "train.epochs=2", "train.batch=4",
        "train.sequence=5", "train.replay=4096", "train.shards=1", "eval.every=0", "eval.episodes=4"}) {
    try {
      config.applyOverrides({change});
    } catch (const Error&) {  // another method has other settings
    }
  }
  form->setConfig(config);
}

void Monkey::training(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  const Session& session = window_->learn().session();
  if (session.canStart() || rng.below(3) == 0) {
    if (rng.below(8) != 0) makeTiny();
    EventLog::note("train");
    QTest::mouseClick(window_->topBar().trainButton(), Qt::LeftButton);
    return;
  }
  const std::uint32_t how = rng.below(3);
  EventLog::note(how == 0 ? "stop" : "pause");
  QTest::mouseClick(how == 0 ? window_->topBar().stopButton() : window_->topBar().pauseButton(), Qt::LeftButton);
}

/// Start, Pause, Stop, Go on, as fast as they can be pressed.
void Monkey::storm(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  EventLog::note("storm of Train, Pause, Stop");
  makeTiny();
  TopBar& bar = window_->topBar();
  for (int i = 0; i < 20; ++i) {
    const std::uint32_t which = rng.below(4);
    if (which == 3)
      window_->learn().resume();
    else
      QTest::mouseClick(which == 0   ? bar.trainButton()
                        : which == 1 ? bar.pauseButton()
                                     : bar.stopButton(),
                        Qt::LeftButton);
  }
}

void Monkey::slide(Rng& rng) {
  QWidget* widget = nullptr;
  for (int i = 0; i < 20 && !qobject_cast<QAbstractSlider*>(widget); ++i) widget = target(rng);
  auto* slider = qobject_cast<QAbstractSlider*>(widget);
  if (!slider || !slider->isEnabled()) return;
  EventLog::note("slide " + nameOf(slider));
  for (int i = 0; i < 6; ++i)
    slider->setValue(slider->minimum() + below(rng, slider->maximum() - slider->minimum() + 1));
}

void Monkey::drop(Rng& rng) {
  if (QApplication::activeModalWidget() || !window_->isVisible()) return;
  QMimeData data;
  const auto& file = files_[rng.below(static_cast<std::uint32_t>(files_.size()))];
  QList<QUrl> urls{QUrl::fromLocalFile(QString::fromStdString(file.string()))};
  const std::uint32_t kind = rng.below(8);
  if (kind == 0) urls << urls.front();
  if (kind == 1) urls = {QUrl(QStringLiteral("https://example.org/agent.safetensors"))};
  if (kind == 2)
    data.setText(QStringLiteral("only words"));
  else
    data.setUrls(urls);
  QObject* onto = window_.get();
  if (rng.below(2) == 0) onto = &window_->stage();
  if (QWidget* widget = rng.below(3) == 0 ? target(rng) : nullptr)
    while (widget && !widget->acceptDrops()) onto = widget = widget->parentWidget();
  if (!onto) return;
  EventLog::note("drop " + (kind == 2 ? "words" : urls.front().fileName().toStdString()) + " onto " +
                 onto->metaObject()->className());
  QDragEnterEvent enter(QPoint(30, 30), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(onto, &enter);
  QDropEvent dropped(QPointF(30, 30), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
  QCoreApplication::sendEvent(onto, &dropped);
}

void Monkey::look(Rng& rng) {
  if (rng.below(2) == 0) {
    EventLog::note("theme");
    window_->setDark(rng.below(2) == 0);
    return;
  }
  static constexpr double kScales[] = {0.75, 0.9, 1.0, 1.25, 1.5, 1.75, 2.0};
  const double scale = kScales[rng.below(7)];
  EventLog::note("scale " + std::to_string(scale));
  window_->setScale(scale);
}

void Monkey::hide(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  hidden_ = window_->isVisible() && rng.below(2) == 0;
  EventLog::note(hidden_ ? "hide" : "show");
  if (!hidden_)
    rng.below(4) == 0 ? window_->showFullScreen() : window_->showNormal();
  else if (rng.below(2) == 0)
    window_->showMinimized();
  else
    window_->hide();
}

void Monkey::close(Rng& rng) {
  if (QApplication::activeModalWidget() || rng.below(3) != 0) return;
  EventLog::note("close");
  window_->close();
}

}  // namespace spolab::test
