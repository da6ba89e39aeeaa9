#pragma once

#include <optional>
#include <span>
#include <vector>

#include <QWidget>

class QLabel;
class QLineEdit;

namespace spolab {

/// "1 move", "12 moves".
QString moveCountText(int moves);

/// What an edited line asks for: go back to the first `common` moves, then play `further`.
struct LineEdit {
  int common = 0;
  std::vector<int> further;
};
LineEdit compareLines(std::span<const int> played, std::span<const int> wanted);

/// The moves of the episode as text, both ways: it shows what was played, and what is typed into it is checked at once
/// and played on Enter.
class NotationBox : public QWidget {
  Q_OBJECT

 public:
  explicit NotationBox(QWidget* parent);

  /// The moves played so far. What is being typed stays.
  void present(const std::vector<int>& played);
  [[nodiscard]] QLineEdit* edit() const { return edit_; }
  /// What is said about the text: what Enter would do, or what is wrong.
  [[nodiscard]] QString message() const;

 Q_SIGNALS:
  void entered(const spolab::LineEdit& change);
  /// Enter was pressed on what is no sequence of turns; `why` names the bad one and its place. The text stays.
  void refused(const QString& why);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void check();
  void enter();
  void showPlayed();
  void say(const QString& text, bool wrong);

  QLineEdit* edit_;
  QLabel* message_;
  std::vector<int> played_;
  std::optional<LineEdit> change_;  ///< of a valid text that differs from what was played
};

}  // namespace spolab
