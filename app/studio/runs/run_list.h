#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QColor>

#include "app/studio/runs/run_info.h"
#include "render/theme.h"

namespace spolab {

/// The runs as a table: one row per folder, by folder name. Names can be edited; the rest is read only. Lives on the
/// window's thread.
class RunList : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kName, kWorld, kMethod, kPreset, kSeed, kSteps, kTime, kBest, kDate, kSize, kState, kColumns };
  static constexpr int kSortRole = Qt::UserRole;        ///< numbers where a column is one; invalid where it is empty
  static constexpr int kSearchRole = Qt::UserRole + 1;  ///< everything a search looks through

  explicit RunList(QObject* parent);

  /// Takes what was read. Rows that stay keep their place and selection.
  void setRuns(const std::vector<RunInfo>& runs);
  [[nodiscard]] const std::vector<RunInfo>& runs() const { return runs_; }
  /// Position of a folder, −1 when it is not there.
  [[nodiscard]] int rowOf(const std::filesystem::path& folder) const;
  void setLook(const Theme& theme);

  [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
  [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
  [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
  /// Renames; emits refused() or failed() and returns false when that cannot be.
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 Q_SIGNALS:
  void renamed(const std::filesystem::path& folder, const QString& before, const QString& after);
  /// A sentence that says why a name cannot be.
  void refused(const QString& sentence);
  /// The message of an Error.
  void failed(const QString& why);

 private:
  [[nodiscard]] QString text(const RunInfo& run, int column) const;
  [[nodiscard]] QVariant sortKey(const RunInfo& run, int column) const;
  [[nodiscard]] QString tip(const RunInfo& run, int column) const;
  [[nodiscard]] QString searchText(const RunInfo& run) const;

  std::vector<RunInfo> runs_;
  QColor dim_, accent_;
};

/// "12.4 MB"
QString bytesText(std::uintmax_t bytes);
/// "running", "can go on", … for people.
QString runStateText(RunState state);

}  // namespace spolab
