#pragma once

#include <atomic>
#include <vector>

#include <QDialog>

#include "app/studio/around/machine_check.h"
#include "app/studio/background.h"

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace spolab {

/// Help > Check my machine: looks at the machine on a thread of its own and says line by line what it found and what
/// that means. Blocks nothing; can be cancelled, repeated and copied as text.
class MachineCheckDialog : public QDialog {
  Q_OBJECT

 public:
  explicit MachineCheckDialog(QWidget* parent);
  ~MachineCheckDialog() override;

  /// Shows itself and begins, unless a check is running. `training`: one is running and takes its share.
  void begin(const GlReport& window, bool training);
  [[nodiscard]] bool running() const { return running_; }
  [[nodiscard]] const std::vector<CheckLine>& lines() const { return lines_; }
  /// What Copy puts on the clipboard.
  [[nodiscard]] QString text() const { return checkText(lines_); }

 protected:
  /// Closing ends a running check.
  void hideEvent(QHideEvent* event) override;

 private:
  void start();
  void add(const CheckLine& line);
  void end();

  QLabel* summary_;
  QLabel* note_;
  QGridLayout* grid_;
  QProgressBar* progress_;
  QPushButton* again_;
  QPushButton* copy_;
  std::vector<QWidget*> shown_;
  std::vector<CheckLine> lines_;
  GlReport window_;
  bool running_ = false;
  bool whole_ = false;  ///< the last check ran to its end
  std::atomic<bool> stop_{false};
  Background background_;  ///< last: its thread ends before the rest
};

}  // namespace spolab
