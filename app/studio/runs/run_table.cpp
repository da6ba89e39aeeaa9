#include "app/studio/runs/run_table.h"

#include <algorithm>

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include "app/studio/look.h"

namespace spolab {
namespace {

constexpr int kWidths[RunList::kColumns] = {248, 104, 96, 80, 52, 64, 96, 64, 124, 72, 104};
constexpr int kRowHeight = 28;

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
  setSortingEnabled(true);
  setHorizontalScrollMode(ScrollPerPixel);
  setFrameShape(NoFrame);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setSectionsMovable(true);
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
  if (!name.isValid() || !(name.flags() & Qt::ItemIsEditable)) return;
  setCurrentIndex(name);
  edit(name);
}

void RunTable::setLook(const Theme& theme, double scale) {
  list_.setLook(theme);
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

void RunTable::paintEvent(QPaintEvent* event) {
  QTableView::paintEvent(event);
  if (order_->rowCount() > 0) return;
  QPainter painter(viewport());
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const QString text = list_.rowCount() == 0 ? emptyText_ : tr("No run matches “%1”.").arg(words_);
  painter.drawText(viewport()->rect().adjusted(24, 16, -24, -16), Qt::AlignCenter | Qt::TextWordWrap, text);
}

}  // namespace spolab
