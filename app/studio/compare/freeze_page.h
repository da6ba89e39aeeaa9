#pragma once

#include <QWidget>

#include "app/studio/compare/compare_request.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace spolab {

class SettingsForm;

/// Freeze and turn: what is held as A, and the knobs of B. Every change asks for a new search at once.
class FreezePage : public QWidget {
  Q_OBJECT

 public:
  explicit FreezePage(QWidget* parent);

  /// Another decision: A's settings are the ones it was made with; B keeps what was turned.
  void hold(const HeldDecision& held);
  /// A and B, and how often each is searched again for its spread.
  void fill(CompareRequest& request) const;
  /// What B turned, as "key=value" of every setting that differs from A.
  [[nodiscard]] std::vector<std::string> turned() const;
  [[nodiscard]] QComboBox* methods() const { return method_; }
  /// Id of the method that searches as B.
  [[nodiscard]] std::string method() const;
  /// Says that the viewed episode uses B now.
  void confirmUse();

  [[nodiscard]] SettingsForm* form() const { return form_; }
  [[nodiscard]] QSpinBox* seed() const { return seed_; }
  [[nodiscard]] QCheckBox* spread() const { return spread_; }
  [[nodiscard]] QPushButton* use() const { return use_; }

 Q_SIGNALS:
  void changed();
  /// The viewed episode should use what was turned.
  void useRequested();

 private:
  void buildHead();
  QWidget* makeSpread();
  void onMethod();
  void onChanged();
  void resetSeed();

  HeldDecision held_;
  QLabel* a_;
  QComboBox* method_;
  QSpinBox* seed_;
  QToolButton* seedBack_;
  SettingsForm* form_;
  QCheckBox* spread_;
  QSpinBox* repeats_;
  QPushButton* use_;
  QLabel* used_;
};

}  // namespace spolab
