#pragma once

#include <memory>

#include <QObject>
#include <QRect>
#include <QTimer>

#include "render/theme.h"

class QAction;

namespace spolab {

class MainWindow;
class TourCard;
class TourOutline;

/// Five cards at the first start, each beside something real that stands still: the agent after it has played for a
/// while, a search stopped where its particles were really drawn again, q̂ against π, Train, Play. Ends when a person
/// does something else, and leaves the episode as it found it: playing or paused. Lives on the window's thread.
class Tour : public QObject {
  Q_OBJECT

 public:
  static constexpr int kCards = 5;
  static constexpr int kPlayMilliseconds = 5000;  ///< before the first card stops the agent

  /// `panels` shows the panels beside the world; both borrowed.
  Tour(MainWindow& window, QAction& panels);
  ~Tour() override;

  void begin();
  void end();
  [[nodiscard]] bool shown() const { return index_ >= 0; }
  /// The card on screen, −1: none.
  [[nodiscard]] int index() const { return index_; }
  [[nodiscard]] TourCard& card() { return *card_; }
  void setLook(const Theme& theme, double scale);

 Q_SIGNALS:
  void ended();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void go(int index);
  void place();
  void showSearch(bool stopAtResampling);
  [[nodiscard]] QRect target() const;
  [[nodiscard]] bool ofCard(const QObject* object) const;
  bool takesKey(int key);

  MainWindow& window_;
  QAction& panels_;
  TourCard* card_;  ///< a child of the window
  std::unique_ptr<TourOutline> outline_;
  QTimer wait_;  ///< until a search with a resampling has been made
  QTimer halt_;  ///< until the agent that plays beside the first card has shown enough
  int index_ = -1;
  bool wasPaused_ = false;
  bool hadPanels_ = true;
  bool acting_ = false;  ///< what changes is the tour's own doing
};

}  // namespace spolab
