#pragma once

#include <functional>
#include <utility>
#include <vector>

#include <QObject>
#include <QPoint>
#include <QRect>
#include <QString>
#include <QTimer>

#include "render/theme.h"

class QLabel;
class QMainWindow;
class QWindow;

namespace spolab {

class KeyMap;

/// The shortcuts that a control's tooltip names at its end, "Ctrl+T" of "Train (Ctrl+T)"; empty where there are none.
/// Pure.
QString shortcutIn(const QString& toolTip);

/// A part of the GL view that has keys.
struct KeyPlace {
  QRect area;  ///< in the view
  QString keys;
};

/// While the right button is held on a control for a moment, every visible control of the window shows its shortcut as
/// a small tag, and so do parts of the GL view; released, they are gone. Over the GL view a right drag moves the
/// camera: there the pointer must rest. Lives on the window's thread.
class KeyHints : public QObject {
  Q_OBJECT

 public:
  static constexpr int kHoldMilliseconds = 300;

  /// `stage`: the GL view; `keys`: what tooltips that name the program's own keys mean now. All outlive it.
  KeyHints(QMainWindow& window, QWindow& stage, const KeyMap& keys);
  ~KeyHints() override;

  /// Asked whenever tags appear. May be empty.
  void setPlaces(std::function<std::vector<KeyPlace>()> places) { places_ = std::move(places); }
  [[nodiscard]] bool shown() const { return !tags_.empty(); }
  /// Texts of the tags on screen.
  [[nodiscard]] std::vector<QString> texts() const;
  void setLook(const Theme& theme, double scale);
  /// Now, without a button: while a key is held.
  void show();
  void hide();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void tag(const QRect& control, const QString& text);

  QMainWindow& window_;
  QWindow& stage_;
  const KeyMap& keys_;
  std::function<std::vector<KeyPlace>()> places_;
  QTimer hold_;
  QPoint pressed_;
  std::vector<QLabel*> tags_;  ///< children of the window
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
};

}  // namespace spolab
