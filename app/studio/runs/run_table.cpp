#include "app/studio/runs/run_table.h"

#include <algorithm>

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include "app/studio/look.h"

namespace spolab {
namespace {

constexpr int kWidths[RunList::kColumns] = {268, 108, 76, 76, 56, 68, 92, 68, 156, 84, 112};
constexpr int kRowHeight = 28;

/// Cells begin where the controls above and below do.
QString sheetOf(const Theme& theme, double scale) {
  return QStringLiteral(
             "QTableView::item { padding: 0 %1px; border: none; }"
             "QTableView QLineEdit { padding: 0 %1px; border-radius: 0; min-height: 0; }"
             "QHeaderView { background: %2; }"
             "QHeaderView::section { background: %2; color: %3; border: none; border-bottom: 1px solid %4;"
             " padding: %5px %1px; }")
      .arg(qRound(8 * scale))
      .arg(qcolour(theme.surface[0]).name(), qcolour(theme.textDim).name(), qcolour(theme.outline).name())
      .arg(qRound(4 * scale));
}

}  // namespace

RunOrder::RunOrder(RunList& list, QObject* parent) : QSortFilterProxyModel(parent) {
  setSourceModel(&list);
  setSortRole(RunList::kSortRole);
  setDynamicSortFilter(true);
}

void RunOrder::search(const QString& words) {
  words_ = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool RunOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(RunList::kSortRole), b = right.data(RunList::kSortRole);
  if (a.isValid() != b.isValid()) return a.isValid() == (sortOrder() == Qt::AscendingOrder);
  if (a.typeId() == QMetaType::QString) return a.toString().localeAwareCompare(b.toString()) < 0;
  return a.toDouble() < b.toDouble();
}

bool RunOrder::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QString text = sourceModel()->index(row, 0, parent).data(RunList::kSearchRole).toString();
  return std::all_of(words_.begin(), words_.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

RunTable::RunTable(RunList& list, QWidget* parent) : QTableView(parent), list_(list), order_(new RunOrder(list, this)) {
  setModel(order_);
  setAccessibleName(tr("Runs"));
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setShowGrid(false);
  setAlternatingRowColors(true);
  setWordWrap(false);
  setTextElideMode(Qt::ElideMiddle);
  setSortingEnabled(true);
  setHorizontalScrollMode(ScrollPerPixel);
  setFrameShape(NoFrame);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setStretchLastSection(true);
  sortByColumn(RunList::kDate, Qt::DescendingOrder);
  connect(this, &QAbstractItemView::activated, this, &RunTable::openWanted);
  connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunTable::selectionSettled);
}

void RunTable::search(const QString& words) {
  words_ = words;
  order_->search(words);
  viewport()->update();
}

std::vector<RunInfo> RunTable::selected() const {
  QModelIndexList rows = selectionModel()->selectedRows();
  std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) { return a.row() < b.row(); });
  std::vector<RunInfo> runs;
  for (const QModelIndex& row : rows)
    runs.push_back(list_.runs()[static_cast<std::size_t>(order_->mapToSource(row).row())]);
  return runs;
}

void RunTable::select(const std::vector<std::filesystem::path>& folders) {
  QItemSelection selection;
  QModelIndex first;
  for (const auto& folder : folders) {
    const QModelIndex row = order_->mapFromSource(list_.index(list_.rowOf(folder), RunList::kName));
    if (!row.isValid()) continue;
    selection.select(row, row);
    if (!first.isValid()) first = row;
  }
  if (!first.isValid()) return;
  selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
  selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  scrollTo(first);
}

void RunTable::editName() {
  const QModelIndex name = currentIndex().siblingAtColumn(RunList::kName);
  if (!name.isValid() || !(name.flags() & Qt::ItemIsEditable) || state() == EditingState) return;
  setCurrentIndex(name);
  edit(name);
}

void RunTable::setLook(const Theme& theme, double scale) {
  list_.setLook(theme);
  setStyleSheet(sheetOf(theme, scale));
  if (scale == scale_) return;  // a person may have chosen other widths
  scale_ = scale;
  for (int column = 0; column < RunList::kColumns; ++column)
    horizontalHeader()->resizeSection(column, qRound(kWidths[column] * scale));
  verticalHeader()->setDefaultSectionSize(qRound(kRowHeight * scale));
  verticalHeader()->setMinimumSectionSize(qRound(kRowHeight * scale));
}

void RunTable::setEmptyText(const QString& text) {
  emptyText_ = text;
  viewport()->update();
}

void RunTable::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_F2) {
    editName();
  } else if (event->key() == Qt::Key_Delete) {
    Q_EMIT deleteWanted();
  } else {
    QTableView::keyPressEvent(event);
  }
}

/// Over the cells that a folder which is no good run leaves empty: why it is none.
void RunTable::paintReasons() {
  QPainter painter(viewport());
  for (int row = std::max(0, rowAt(0)); row < order_->rowCount(); ++row) {
    const QModelIndex name = order_->index(row, RunList::kName);
    const QRect first = visualRect(name.siblingAtColumn(RunList::kWorld));
    if (first.top() > viewport()->height()) return;
    const RunInfo& run = list_.runs()[static_cast<std::size_t>(order_->mapToSource(name).row())];
    if (run.usable()) continue;
    const QRect cells = first.united(visualRect(name.siblingAtColumn(RunList::kBest)));
    const bool chosen = selectionModel()->isRowSelected(row, {});
    painter.setPen(chosen ? palette().color(QPalette::HighlightedText) : name.data(Qt::ForegroundRole).value<QColor>());
    const int margin = fontMetrics().averageCharWidth();
    const QString reason = QString::fromStdString(run.problem);
    painter.drawText(cells.adjusted(margin, 0, -margin, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(reason, Qt::ElideRight, cells.width() - 2 * margin));
  }
}

void RunTable::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (order_->rowCount() > 0) {
    paintReasons();
    return;
  }
  QPainter painter(viewport());
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const QString text = list_.rowCount() == 0 ? emptyText_ : tr("No run matches “%1”.").arg(words_);
  painter.drawText(viewport()->rect().adjusted(24, 16, -24, -16), Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace spolab
