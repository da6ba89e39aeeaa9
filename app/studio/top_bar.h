#pragma once

#include <QFrame>
#include <QString>

#include "app/studio/session.h"
#include "render/theme.h"

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace spolab {

/// What is trained: the three choices of the top bar.
struct Choice {
  std::string env = "rubiks-cube";
  std::string algorithm = "spo";
  std::string preset = "laptop";
  friend bool operator==(const Choice&, const Choice&) = default;
};

/// World, method, preset; Train, Pause, Stop; how fast it goes, what watching costs, where it runs.
class TopBar : public QFrame {
  Q_OBJECT

 public:
  explicit TopBar(QWidget* parent);

  [[nodiscard]] Choice choice() const;
  /// Selects what exists of `choice` without a signal.
  void setChoice(const Choice& choice);
  /// Offers only the buttons that make sense; the choices are fixed while a training starts or stops.
  void setState(SessionState state);
  void setRate(double stepsPerSecond, bool training);
  void setWatchShare(double share);
  /// Percent that watching may take while a training runs; 0: no limit.
  void setWatchCeiling(int percent);
  /// What keeps it there now, for the meter's tooltip; empty: nothing.
  void setWatchNote(const QString& note);
  void setDevice(const QString& name, const QString& detail);
  void setLook(const Theme& theme, double scale);

  [[nodiscard]] QComboBox* worldBox() const { return world_; }
  [[nodiscard]] QPushButton* trainButton() const { return train_; }
  [[nodiscard]] QPushButton* pauseButton() const { return pause_; }
  [[nodiscard]] QPushButton* stopButton() const { return stop_; }
  [[nodiscard]] QToolButton* watchButton() const { return watch_; }

 Q_SIGNALS:
  void chosen(const spolab::Choice& choice);
  void trainPressed();
  void pausePressed();
  void stopPressed();
  void ceilingChosen(int percent);

 protected:
  /// Leaves out what is least needed where there is little room.
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fillWorlds();
  void fillMethods();
  void fillPresets();
  void announce();
  void fillCeilings();

  QComboBox* world_;
  QComboBox* method_;
  QComboBox* preset_;
  QPushButton* train_;
  QPushButton* pause_;
  QPushButton* stop_;
  QLabel* rate_;
  QToolButton* watch_;
  QLabel* device_;
  std::vector<QLabel*> captions_;
  SessionState state_ = SessionState::kIdle;
  const Theme* theme_ = &Theme::dark();
  double scale_ = 1.0;
  bool narrow_ = false;
  bool tiny_ = false;
};

}  // namespace spolab
