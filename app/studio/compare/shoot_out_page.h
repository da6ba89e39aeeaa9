#pragma once

#include <string>
#include <vector>

#include <QWidget>

#include "app/studio/compare/compare_request.h"
#include "app/studio/compare/contender_presets.h"

class QButtonGroup;
class QLabel;
class QSpinBox;
class QToolButton;
class QVBoxLayout;

namespace spolab {

class ContenderRow;
class SettingsForm;

/// Shoot-out: two to four contenders for one held decision, how their budgets are made equal, and the settings of the
/// one that is chosen for editing.
class ShootOutPage : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kFewest = 2, kMost = 4;

  explicit ShootOutPage(QWidget* parent);

  void hold(const HeldDecision& held);
  void fill(CompareRequest& request) const;

  void setBudget(Budget budget);
  [[nodiscard]] Budget budget() const;
  [[nodiscard]] int contenders() const { return static_cast<int>(slots_.size()); }
  [[nodiscard]] SettingsForm* form() const { return form_; }
  [[nodiscard]] QToolButton* add() const { return add_; }
  [[nodiscard]] QSpinBox* milliseconds() const { return milliseconds_; }
  [[nodiscard]] ContenderRow* row(int index) const { return slots_[static_cast<std::size_t>(index)].row; }
  /// The button of a budget.
  [[nodiscard]] QToolButton* budgetButton(Budget budget) const;

 Q_SIGNALS:
  void changed();

 private:
  struct Slot {
    ContenderRow* row = nullptr;
    Contender contender;
    int preset = 0;
    bool edited = false;
  };

  QWidget* makeBudget();
  QWidget* makeEditor();
  void addContender(int preset);
  void clear();
  void remove(int index);
  void edit(int index);
  void usePreset(int index, int preset);
  void onSettings();
  void onMethod();
  void present();
  [[nodiscard]] int indexOf(const ContenderRow* row) const;

  HeldDecision held_;
  std::vector<ContenderPreset> presets_;
  std::vector<Slot> slots_;
  std::string formMethod_;  ///< whose settings the form shows; empty: none yet
  int editing_ = 0;
  QButtonGroup* budgets_;
  QSpinBox* milliseconds_;
  QLabel* how_;
  QVBoxLayout* rows_;
  QToolButton* add_;
  QLabel* editorTitle_;
  QComboBox* method_;
  SettingsForm* form_;
};

}  // namespace spolab
