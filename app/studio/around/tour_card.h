#pragma once

#include <array>

#include <QFrame>

#include "render/theme.h"

class QLabel;
class QPushButton;

namespace spolab {

/// Where a card stands beside what it speaks of: the roomiest side where it hides nothing of `target`, else the corner
/// of `room` that hides least. Pure; everything in points of the same window.
QRect placeBeside(const QRect& target, const QSize& card, const QRect& room);

/// One card of the tour: a title, a few sentences, where in the tour it is, and Back, Next, Skip. Floats over its
/// parent; not a dialog. A native window, because the GL view below it is one.
class TourCard : public QFrame {
  Q_OBJECT

 public:
  explicit TourCard(QWidget* parent);

  /// `index` of `count` cards, from 0.
  void present(const QString& title, const QString& text, int index, int count);
  /// Beside `target`; an empty one: below in the middle.
  void moveBeside(const QRect& target);
  void setLook(const Theme& theme, double scale);
  [[nodiscard]] QPushButton* nextButton() const { return next_; }
  [[nodiscard]] QPushButton* backButton() const { return back_; }
  [[nodiscard]] QPushButton* skipButton() const { return skip_; }
  [[nodiscard]] QString title() const;

 Q_SIGNALS:
  void nextPressed();
  void backPressed();
  void skipPressed();

 private:
  QLabel* title_;
  QLabel* text_;
  QLabel* dots_;
  QPushButton* back_;
  QPushButton* next_;
  QPushButton* skip_;
  double scale_ = 1.0;
};

/// Four thin bars around what a card speaks of, so that nothing of it is covered.
class TourOutline {
 public:
  explicit TourOutline(QWidget* parent);
  /// Around `target`, in points of the parent; empty: none.
  void surround(const QRect& target);
  void setLook(const Theme& theme, double scale);

 private:
  std::array<QWidget*, 4> bars_;  ///< children of the parent
  int width_ = 2;
};

}  // namespace spolab
