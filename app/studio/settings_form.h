#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <QWidget>

#include "core/config/run_config.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace spolab {

class SettingRow;
class SettingSlider;

/// The settings of a run as a form, made from RunConfig::schema(): groups, ranges, units, help, search, a mark on what
/// differs from the preset and the way back. A value outside its range is refused with the schema's own sentence and
/// changes nothing.
class SettingsForm : public QWidget {
  Q_OBJECT

 public:
  /// Which fields to show; all when empty.
  using Wanted = std::function<bool(const Field&)>;

  SettingsForm(QString emptyText, Wanted wanted, QWidget* parent);

  /// Shows `config`; its values are what "reset" returns to. `keepChanges`: changes made so far stay on top of it.
  void setConfig(const RunConfig& config, bool keepChanges = false);
  [[nodiscard]] bool hasConfig() const { return config_ != nullptr; }
  /// With all changes. Needs hasConfig().
  [[nodiscard]] RunConfig config() const { return config_->clone(); }
  /// What differs from the values given to setConfig, as "key=value".
  [[nodiscard]] std::vector<std::string> changes() const;
  /// Makes exactly these "key=value" differ from the values given to setConfig, without changed(). Throws a usage Error
  /// and keeps what it had.
  void setChanges(const std::vector<std::string>& changes);
  /// What the footer says while nothing differs; "As in the preset" unless set.
  void setStandardText(const QString& text);
  /// A slider below every number of the search, from the next setConfig on: it may be turned while it plays.
  void showSliders() { sliding_ = true; }
  void resetAll();
  /// As if a person had entered `value`. Nothing where the key is not shown or has this value already.
  void enter(const std::string& key, const QString& value);
  /// The row of a key, null when it is not shown.
  [[nodiscard]] SettingRow* row(const std::string& key) const;
  void focusSearch();

 Q_SIGNALS:
  /// A value was accepted.
  void changed();

 private:
  void rebuild();
  void addGroup(QVBoxLayout* layout, const std::string& name, const std::vector<const Field*>& fields);
  void present(const Field& field);
  void apply(const std::string& key, const QString& value);
  void filter(const QString& text);
  void updateFooter();

  QString emptyText_;
  QString standardText_;
  bool sliding_ = false;
  Wanted wanted_;
  std::unique_ptr<RunConfig> config_;
  std::unique_ptr<RunConfig> standard_;
  std::map<std::string, SettingRow*> rows_;
  std::map<std::string, SettingSlider*> sliders_;
  std::vector<QWidget*> groups_;
  QLineEdit* search_;
  QScrollArea* scroll_;
  QLabel* footer_;
  QPushButton* resetAll_;
};

}  // namespace spolab
