#pragma once

#include <QWidget>

#include "render/theme.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QSpinBox;
class QStackedWidget;
class QToolButton;

namespace spolab {

class ComparePanel;
class PlayPanel;
class RacePanel;
class SettingsForm;

enum class Mode { kWatch, kPlay, kRace, kCompare, kLearn };

/// The left side: what the window is used for, and the settings that act there. In Watch they act on the next decision
/// of the viewed episode, in Learn on the next training; in Play a person has the moves.
class SidePanel : public QWidget {
  Q_OBJECT

 public:
  explicit SidePanel(QWidget* parent);

  [[nodiscard]] Mode mode() const;
  void setMode(Mode mode);
  [[nodiscard]] SettingsForm* watchForm() const { return watchForm_; }
  [[nodiscard]] SettingsForm* learnForm() const { return learnForm_; }
  [[nodiscard]] PlayPanel* playPanel() const { return playPanel_; }
  [[nodiscard]] RacePanel* racePanel() const { return racePanel_; }
  [[nodiscard]] ComparePanel* comparePanel() const { return comparePanel_; }
  /// Seed of the viewed episodes and of the next training.
  [[nodiscard]] QSpinBox* watchSeed() const { return watchSeed_; }
  /// What searches in the viewed episode.
  [[nodiscard]] QComboBox* watchMethod() const { return watchMethod_; }
  [[nodiscard]] QSpinBox* learnSeed() const { return learnSeed_; }
  void setLook(const Theme& theme, double scale);
  void focusSearch();
  /// The buttons that choose the mode; shown in the dock's title bar.
  [[nodiscard]] QWidget* modeBar() const { return modeBar_; }
  [[nodiscard]] QWidget* modeButton(Mode mode) const;

 Q_SIGNALS:
  void modeChanged(spolab::Mode mode);

 private:
  QToolButton* addMode(Mode mode, const QString& name, const QString& help);
  QWidget* makePage(const QString& heading, QSpinBox*& seed, const QString& seedHelp, SettingsForm* form);
  void addMethodRow(QWidget* page);

  QWidget* modeBar_;
  QButtonGroup* modes_;
  QToolButton* watch_;
  QToolButton* play_;
  QToolButton* race_;
  QToolButton* compare_;
  QToolButton* learn_;
  QStackedWidget* pages_;
  SettingsForm* watchForm_;
  PlayPanel* playPanel_;
  RacePanel* racePanel_;
  ComparePanel* comparePanel_;
  SettingsForm* learnForm_;
  QSpinBox* watchSeed_ = nullptr;
  QComboBox* watchMethod_ = nullptr;
  QSpinBox* learnSeed_ = nullptr;
};

}  // namespace spolab
