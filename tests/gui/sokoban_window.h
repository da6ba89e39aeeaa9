#pragma once

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QPlainTextEdit>
#include <QPushButton>

#include "app/studio/play/play_controller.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/tools/level_editor.h"
#include "app/studio/tools/level_list.h"
#include "app/studio/tools/sokoban_tools.h"
#include "app/studio/watch_controller.h"
#include "envs/sokoban/level_text.h"
#include "gui_test.h"

namespace spolab::test {

/// Seven rows and columns, as the shipped agent has them: the box needs one push down and two to the right.
inline constexpr const char* kRoom = "#######\n#@    #\n# $   #\n#   . #\n#     #\n#     #\n#######";

/// The first cell that shows one of `pieces`, rows from the top.
inline int cellOf(const std::shared_ptr<const PlayerView>& view, const char* pieces) {
  const std::string text = view->env->print(view->frames.empty() ? view->start : view->frames.back()->after);
  const auto width = text.find('\n');
  const auto at = text.find_first_of(pieces);
  return static_cast<int>(at / (width + 1) * width + at % (width + 1));
}

/// The studio with Sokoban in Play.
class SokobanWindow {
 protected:
  [[nodiscard]] std::shared_ptr<const PlayerView> view() const { return window_->watch().view(); }

  /// The studio in Play with our own levels. One window for all: every test begins with a level of its own.
  bool open() {
    QFile::remove(BestSolutions::standardFile());
    StudioOptions options;
    options.env = "sokoban";
    window_ = openStudio(options);
    if (!waitForDecision(*window_)) return false;
    choose(*window_, "Play");
    if (!QTest::qWaitFor([&] { return view()->personPlays && !view()->finished; }, 10000)) return false;
    window_->play().setAdvice(Advice::kNever);
    tools_ = window_->findChild<SokobanTools*>(QStringLiteral("sokobanTools"));
    return tools_ != nullptr && QTest::qWaitFor([&] { return tools_->levels().rowCount() == 40; }, 10000);
  }

  /// An episode from `level`, seen at rest.
  bool start(const char* level) {
    QApplication::clipboard()->setText(QLatin1String(level));
    choose(*window_, "Paste position");
    return QTest::qWaitFor([&] { return view()->frames.empty() && view()->env->print(view()->start) == level; },
                           10000) &&
           rest();
  }

  bool play(int row) {
    tools_->playRow(row);
    return QTest::qWaitFor([&] { return view()->frames.empty() && isLevel(row); }, 30000) && rest();
  }

  [[nodiscard]] bool isLevel(int row) const {
    return levelKey(sokoban::parseMoment(view()->env->print(view()->start)).level) ==
           levelKey(tools_->levels().level(row));
  }

  /// Lets the camera come to rest.
  bool rest() {
    QTest::qWait(500);
    return true;
  }

  bool waitForSteps(std::size_t steps) {
    return QTest::qWaitFor([&] { return view()->frames.size() == steps; }, 10000);
  }

  /// Where a cell is in the stage, `height` cells above the floor.
  QPoint at(int row, int column, float height) const {
    const int size = view()->env->spec().tokenShape[0];
    const float cell = 8.0f / static_cast<float>(size), half = 0.5f * static_cast<float>(size - 1);
    const auto point = window_->stage().positionOf(
        {cell * (static_cast<float>(column) - half), cell * (half - static_cast<float>(row)), cell * height});
    return point->toPoint();
  }

  void click(int row, int column) { QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, at(row, column, 0.0f)); }

  void clickBox(int row, int column) {
    QTest::mouseClick(&window_->stage(), Qt::LeftButton, {}, at(row, column, 0.36f));
  }

  /// What a label or a text of the tools says.
  [[nodiscard]] QString text(const char* accessibleName) const {
    for (auto* widget : tools_->findChildren<QWidget*>())
      if (widget->accessibleName() == QLatin1String(accessibleName)) {
        if (auto* edit = qobject_cast<QPlainTextEdit*>(widget)) return edit->toPlainText();
        return widget->property("text").toString();
      }
    return {};
  }

  void press(const char* name) {
    for (auto* button : tools_->findChildren<QPushButton*>())
      if (button->text() == QString::fromUtf8(name) && !qobject_cast<LevelEditor*>(button->window()))
        return QTest::mouseClick(button, Qt::LeftButton);
    QFAIL(name);
  }

  std::unique_ptr<MainWindow> window_;
  SokobanTools* tools_ = nullptr;
};

}  // namespace spolab::test
