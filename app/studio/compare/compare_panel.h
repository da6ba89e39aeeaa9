#pragma once

#include <QWidget>

#include "app/studio/compare/compare_request.h"
#include "app/studio/compare/compare_tiles.h"

class QButtonGroup;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace spolab {

class FreezePage;
class SettingsForm;
class ShootOutPage;

/// The left side in Compare: what is held, and the two ways to compare.
class ComparePanel : public QWidget {
  Q_OBJECT

 public:
  explicit ComparePanel(QWidget* parent);

  /// `text` says what is held: "held: step 7 of seed 3".
  void hold(const HeldDecision& held, const QString& text);
  /// Nothing is held yet; `why` says so.
  void holdNothing(const QString& why);
  /// All but `held` of the request for what is on screen.
  [[nodiscard]] CompareRequest request() const;

  [[nodiscard]] ComparePage page() const;
  void setPage(ComparePage page);
  [[nodiscard]] QToolButton* pageButton(ComparePage page) const;
  [[nodiscard]] FreezePage* freeze() const { return freeze_; }
  [[nodiscard]] ShootOutPage* shootOut() const { return shootOut_; }
  [[nodiscard]] QString heldText() const;
  /// The settings on screen.
  [[nodiscard]] SettingsForm* form() const;

 Q_SIGNALS:
  /// Another request() than before.
  void changed();
  void pageChanged(spolab::ComparePage page);
  void useRequested();

 private:
  void addPage(ComparePage page, const QString& name, const QString& help, QWidget* row);

  QButtonGroup* buttons_;
  QLabel* held_;
  QStackedWidget* pages_;
  FreezePage* freeze_;
  ShootOutPage* shootOut_;
  bool holding_ = false;
};

}  // namespace spolab
