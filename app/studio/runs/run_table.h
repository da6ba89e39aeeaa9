#pragma once

#include <vector>

#include <QSortFilterProxyModel>
#include <QTableView>

#include "app/studio/runs/run_list.h"

namespace spolab {

/// Sorts by number where a column is one, what is missing last; finds rows in which every word of the search occurs.
class RunOrder : public QSortFilterProxyModel {
 public:
  explicit RunOrder(RunList& list, QObject* parent);
  void search(const QString& words);

 protected:
  [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
  [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
};

/// The table of runs: sorted by a click on a heading, several rows at a time, names edited in place. Says over itself
/// what to do when there is nothing to show.
class RunTable : public QTableView {
  Q_OBJECT

 public:
  RunTable(RunList& list, QWidget* parent);

  void search(const QString& words);
  /// The selected runs in the order of the table.
  [[nodiscard]] std::vector<RunInfo> selected() const;
  /// Selects these rows and shows the first.
  void select(const std::vector<std::filesystem::path>& folders);
  /// Begins to edit the current run's name.
  void editName();
  void setLook(const Theme& theme, double scale);
  /// What to say when the list is empty.
  void setEmptyText(const QString& text);
  [[nodiscard]] RunOrder& order() { return *order_; }

 Q_SIGNALS:
  void selectionSettled();
  void openWanted();
  void deleteWanted();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintReasons();

  RunList& list_;
  RunOrder* order_;
  QString emptyText_;
  QString words_;
  double scale_ = 0.0;  ///< the widths belong to it; 0 before the first look
};

}  // namespace spolab
