#pragma once

#include <vector>

#include <QWidget>

#include "app/studio/compare/contender_presets.h"

class QComboBox;
class QToolButton;

namespace spolab {

/// One contender in the list of a shoot-out: choose it for editing, give it a preset, take it away.
class ContenderRow : public QWidget {
  Q_OBJECT

 public:
  ContenderRow(const std::vector<ContenderPreset>& presets, QWidget* parent);

  /// `number` from 1; `edited`: its settings are not the preset's any more.
  void present(int number, int preset, bool edited, bool chosen, bool removable);
  [[nodiscard]] QComboBox* presets() const { return presets_; }
  [[nodiscard]] QToolButton* choose() const { return choose_; }
  [[nodiscard]] QToolButton* removeButton() const { return remove_; }

 Q_SIGNALS:
  void chosen();
  void presetChosen(int preset);
  void removed();

 private:
  QToolButton* choose_;
  QComboBox* presets_;
  QToolButton* remove_;
  std::vector<QString> names_;
};

}  // namespace spolab
