#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include <QDialog>
#include <QTimer>

#include "app/studio/background.h"
#include "envs/sokoban/solver.h"
#include "render/theme.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace spolab {

class LevelCanvas;

/// Paints Sokoban levels and says at every stroke whether they can be played and solved.
class LevelEditor : public QDialog {
  Q_OBJECT

 public:
  /// Asked before something that a person may not want: title, text, and what the button that goes on says.
  using Confirm = std::function<bool(const QString& title, const QString& text, const QString& yes)>;

  LevelEditor(const Theme& theme, QWidget* parent);

  /// A step of undo.
  void setLevel(const sokoban::Level& level);
  void setTheme(const Theme& theme);
  void setConfirm(Confirm confirm) { confirm_ = std::move(confirm); }
  /// Writes the level as an XSB file. False when a person did not want to, or after a message.
  bool saveTo(const QString& file);
  /// XSB rows without the rock around them; empty while there is no player.
  [[nodiscard]] QString text() const;
  [[nodiscard]] LevelCanvas* canvas() const { return canvas_; }
  [[nodiscard]] QString verdict() const;

 Q_SIGNALS:
  void playRequested(const QString& xsb, const QString& title);
  void failed(const QString& what, const QString& why);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QPushButton* addButton(const QString& text, const QString& help, const std::function<void()>& pressed);
  QWidget* makeBrushes();
  QWidget* makeButtons();
  void onChanged();
  void onDrawn();
  void judge();
  void showVerdict(int generation, const sokoban::Solution& solution);
  void startAnew();
  void paste();
  void bringBack();
  void save();

  LevelCanvas* canvas_;
  QLineEdit* title_;
  QLabel* verdict_;
  QPushButton* undo_ = nullptr;
  QPushButton* redo_ = nullptr;
  QPushButton* play_ = nullptr;
  QPushButton* save_ = nullptr;
  QPushButton* copy_ = nullptr;
  QPushButton* draft_ = nullptr;
  Confirm confirm_;
  QTimer pause_;  ///< the solver begins when the hand rests
  std::shared_ptr<std::atomic<int>> generation_ = std::make_shared<std::atomic<int>>(0);
  bool unsolvable_ = false;
  Background background_;  ///< last: its tasks end before what they report to
};

}  // namespace spolab
