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
#include <QScrollBar>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QTabBar>
#include <QTest>
#include <QUrl>
#include <QWheelEvent>

#include "app/studio/curves_panel.h"
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

/// The left button, at a place of a widget.
void click(QWidget* widget, const QPoint& at) {
  if (QWindow* handle = widget->window()->windowHandle())
    QTest::mouseClick(handle, Qt::LeftButton, {}, widget->mapTo(widget->window(), at));
}

/// Where a slider or scroll bar is held.
QRect handleOf(const QAbstractSlider& slider) {
  QStyleOptionSlider option;
  option.initFrom(&slider);
  option.orientation = slider.orientation();
  option.minimum = slider.minimum();
  option.maximum = slider.maximum();
  option.sliderPosition = slider.sliderPosition();
  option.sliderValue = slider.value();
  option.pageStep = slider.pageStep();
  option.upsideDown =
      slider.orientation() == Qt::Horizontal ? slider.invertedAppearance() : !slider.invertedAppearance();
  const bool bar = qobject_cast<const QScrollBar*>(&slider) != nullptr;
  return slider.style()->subControlRect(bar ? QStyle::CC_ScrollBar : QStyle::CC_Slider, &option,
                                        bar ? QStyle::SC_ScrollBarSlider : QStyle::SC_SliderHandle, &slider);
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

/// Opens a menu and clicks an entry, also of a menu inside it.
void Monkey::menu(Rng& rng) {
  QMenuBar* bar = window_->menuBar();
  if (QApplication::activeModalWidget() || !bar->isVisible() || bar->actions().isEmpty()) return;
  QAction* title = bar->actions().at(below(rng, static_cast<int>(bar->actions().size())));
  click(bar, bar->actionGeometry(title).center());
  QPointer<QMenu> popup = qobject_cast<QMenu*>(QApplication::activePopupWidget());
  while (popup && popup->windowHandle()) {
    std::vector<QAction*> entries;
    for (QAction* entry : popup->actions())
      if (entry->isVisible() && entry->isEnabled() && !entry->isSeparator()) entries.push_back(entry);
    if (entries.empty()) return;
    QAction* entry = entries[rng.below(static_cast<std::uint32_t>(entries.size()))];
    if (entry->shortcut() == QKeySequence(QStringLiteral("Ctrl+Q")) && rng.below(8) != 0) return;
    EventLog::note("menu " + title->text().toStdString() + ", " + entry->text().toStdString());
    const QPointer<QMenu> inner = entry->menu();
    click(popup, popup->actionGeometry(entry).center());
    if (!inner || !inner->isVisible()) return;
    popup = inner;
  }
}

void Monkey::resize(Rng& rng) {
  const QSize size = rng.below(4) == 0 ? QSize(200, 150) : QSize(200 + below(rng, 1400), 150 + below(rng, 850));
  EventLog::note("resize to " + text({size.width(), size.height()}));
  if (rng.below(2) == 0 && window_->windowHandle())
    window_->windowHandle()->setGeometry(QRect(window_->windowHandle()->position(), size));  // as a display may
  else
    window_->resize(size);
}

/// Drags a dock by its title to another place, lets it float or puts it back.
void Monkey::docks(Rng& rng) {
  const QList<QDockWidget*> docks = window_->findChildren<QDockWidget*>();
  QDockWidget* dock = docks[below(rng, static_cast<int>(docks.size()))];
  const QPointer<QWidget> title = dock->titleBarWidget();
  if (QApplication::activeModalWidget() || !title || !title->isVisible() || title->size().isEmpty()) return;
  const QPoint at = title->mapTo(title->window(), pointIn(rng, title->size()));
  const QPointer<QWindow> handle = title->window()->windowHandle();
  if (!handle) return;
  if (rng.below(4) == 0) {
    EventLog::note("double click on the title of " + nameOf(dock));
    QTest::mouseDClick(handle, Qt::LeftButton, {}, at);
    return;
  }
  const QPoint to = pointIn(rng, window_->size());
  EventLog::note("drag " + nameOf(dock) + " from " + text(at) + " to " + text(to));
  QTest::mousePress(handle, Qt::LeftButton, {}, at);
  constexpr int kMoves = 6;
  for (int i = 1; i <= kMoves && handle; ++i) QTest::mouseMove(handle, at + (to - at) * i / kMoves);
  if (handle) QTest::mouseRelease(handle, Qt::LeftButton, {}, to);
}

void Monkey::mode(Rng& rng) {
  const auto next = static_cast<Mode>(rng.below(5));
  QWidget* button = window_->sidePanel().modeButton(next);
  if (QApplication::activeModalWidget() || !button->isVisible()) return;
  EventLog::note("mode " + std::to_string(static_cast<int>(next)));
  click(button, button->rect().center());
}

/// Opens a list at the top and chooses by keys.
void Monkey::world(Rng& rng) {
  const QList<QComboBox*> boxes = window_->topBar().findChildren<QComboBox*>();
  QComboBox* box = rng.below(3) != 0 ? window_->topBar().worldBox() : boxes[below(rng, static_cast<int>(boxes.size()))];
  if (QApplication::activeModalWidget() || !box->isVisible() || !box->isEnabled() || box->count() == 0) return;
  const int index = below(rng, box->count());
  EventLog::note("choose " + box->itemText(index).toStdString());
  click(box, box->rect().center());
  const QPointer<QWidget> list = QApplication::activePopupWidget();
  if (!list || !list->windowHandle()) return;
  QTest::keyClick(list->windowHandle(), Qt::Key_Home);
  for (int i = 0; i < index && list; ++i) QTest::keyClick(list->windowHandle(), Qt::Key_Down);
  if (list) QTest::keyClick(list->windowHandle(), Qt::Key_Return);
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

/// Start, Pause, Stop, Go on, Close, as fast as they can be pressed, and the curves cleared between.
void Monkey::storm(Rng& rng) {
  if (QApplication::activeModalWidget()) return;
  EventLog::note("storm of Train, Pause, Stop, Close");
  makeTiny();
  TopBar& bar = window_->topBar();
  for (int i = 0; i < 20 && !QApplication::activeModalWidget() && window_->isVisible(); ++i) {
    switch (rng.below(16)) {
      case 0:
        window_->close();
        break;
      case 1:
        window_->curves().clear();
        break;
      case 2:
      case 3:
      case 4:
        window_->learn().resume();
        break;
      case 5:
      case 6:
      case 7:
      case 8:
        click(bar.pauseButton(), bar.pauseButton()->rect().center());
        break;
      case 9:
      case 10:
      case 11:
        click(bar.stopButton(), bar.stopButton()->rect().center());
        break;
      default:
        click(bar.trainButton(), bar.trainButton()->rect().center());
    }
  }
}

void Monkey::slide(Rng& rng) {
  QWidget* widget = nullptr;
  for (int i = 0; i < 20 && !qobject_cast<QAbstractSlider*>(widget); ++i) widget = target(rng);
  auto* slider = qobject_cast<QAbstractSlider*>(widget);
  if (!slider || !slider->isEnabled()) return;
  EventLog::note("slide " + nameOf(slider));
  const QPointer<QWindow> handle = slider->window()->windowHandle();
  const auto at = [&](const QPoint& point) { return slider->mapTo(slider->window(), point); };
  const QPoint from = at(handleOf(*slider).center());
  std::vector<QPoint> way;
  for (int i = 0; i < 6; ++i) way.push_back(at(pointIn(rng, slider->size())));
  QTest::mousePress(handle, Qt::LeftButton, {}, from);
  for (const QPoint& point : way)
    if (handle) QTest::mouseMove(handle, point);
  if (handle) QTest::mouseRelease(handle, Qt::LeftButton, {}, way.back());
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
