#include "app/studio/runs/run_list.h"

#include <algorithm>

#include <QDateTime>
#include <QLocale>

#include "app/studio/look.h"
#include "app/studio/number_text.h"
#include "app/studio/runs/run_files.h"
#include "core/base/error.h"

namespace spolab {
namespace {

QString q(const std::string& text) { return QString::fromStdString(text); }

bool isNumber(int column) {
  return column == RunList::kSeed || column == RunList::kSteps || column == RunList::kTime ||
         column == RunList::kBest || column == RunList::kSize;
}

struct Heading {
  const char* name;
  const char* help;
};

constexpr Heading kHeadings[RunList::kColumns] = {
    {QT_TRANSLATE_NOOP("spolab::RunList", "Name"), QT_TRANSLATE_NOOP("spolab::RunList", "Rename with F2")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "World"), QT_TRANSLATE_NOOP("spolab::RunList", "What was learned")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Method"), QT_TRANSLATE_NOOP("spolab::RunList", "The algorithm")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Preset"),
     QT_TRANSLATE_NOOP("spolab::RunList", "The settings it began with")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Seed"),
     QT_TRANSLATE_NOOP("spolab::RunList", "Runs that differ only in this are compared as one line with a band")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Steps"), QT_TRANSLATE_NOOP("spolab::RunList", "Environment steps trained")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Time"), QT_TRANSLATE_NOOP("spolab::RunList", "Time spent training")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Best"),
     QT_TRANSLATE_NOOP("spolab::RunList", "Mean return of the best evaluation")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Started"), QT_TRANSLATE_NOOP("spolab::RunList", "When the run began")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "Size"), QT_TRANSLATE_NOOP("spolab::RunList", "Of all its files")},
    {QT_TRANSLATE_NOOP("spolab::RunList", "State"),
     QT_TRANSLATE_NOOP("spolab::RunList", "Whether it is being trained now, and whether training can go on")}};

}  // namespace

QString bytesText(std::uintmax_t bytes) {
  return QLocale::c().formattedDataSize(static_cast<qint64>(bytes), bytes < 1024 ? 0 : 1,
                                        QLocale::DataSizeTraditionalFormat);
}

QString runStateText(RunState state) {
  switch (state) {
    case RunState::kRunning:
      return RunList::tr("● running");
    case RunState::kResumable:
      return RunList::tr("can go on");
    case RunState::kEnded:
      return RunList::tr("no checkpoint");
    case RunState::kDamaged:
      return RunList::tr("damaged");
    case RunState::kForeign:
      return RunList::tr("no run");
  }
  return {};
}

RunList::RunList(QObject* parent) : QAbstractTableModel(parent) { setLook(Theme::dark()); }

void RunList::setLook(const Theme& theme) {
  dim_ = qcolour(mix(theme.textDim, theme.surface[1], 0.45f));
  accent_ = qcolour(theme.accent);
  if (!runs_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1), {Qt::ForegroundRole});
}

void RunList::setRuns(const std::vector<RunInfo>& runs) {
  const auto has = [&](const std::filesystem::path& folder) {
    return std::any_of(runs.begin(), runs.end(), [&](const RunInfo& run) { return run.folder == folder; });
  };
  for (int row = rowCount() - 1; row >= 0; --row) {
    if (has(runs_[static_cast<std::size_t>(row)].folder)) continue;
    beginRemoveRows({}, row, row);
    runs_.erase(runs_.begin() + row);
    endRemoveRows();
  }
  // Both are sorted by folder now, and what is here is a part of what has come.
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const int row = static_cast<int>(i);
    if (i < runs_.size() && runs_[i].folder == runs[i].folder) {
      if (runs_[i] == runs[i]) continue;
      runs_[i] = runs[i];
      Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
    } else {
      beginInsertRows({}, row, row);
      runs_.insert(runs_.begin() + row, runs[i]);
      endInsertRows();
    }
  }
}

int RunList::rowOf(const std::filesystem::path& folder) const {
  const auto found = std::find_if(runs_.begin(), runs_.end(), [&](const RunInfo& run) { return run.folder == folder; });
  return found == runs_.end() ? -1 : static_cast<int>(found - runs_.begin());
}

int RunList::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(runs_.size()); }
int RunList::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : kColumns; }

QString RunList::text(const RunInfo& run, int column) const {
  if (column == kName) return q(run.name);
  if (column == kDate) return QDateTime::fromSecsSinceEpoch(run.started).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
  if (column == kSize) return bytesText(run.bytes);
  if (column == kState) return runStateText(run.state);
  if (run.world.empty()) return {};
  switch (column) {
    case kWorld:
      return q(run.world);
    case kMethod:
      return q(run.method);
    case kPreset:
      return run.preset.empty() ? tr("own settings") : q(run.preset);
    case kSeed:
      return QString::number(run.seed);
    case kSteps:
      return numberText(static_cast<double>(run.steps));
    case kTime:
      return durationText(run.seconds);
    case kBest:
      return run.bestReturn ? numberText(*run.bestReturn) : QString();
    default:
      return {};
  }
}

QVariant RunList::sortKey(const RunInfo& run, int column) const {
  switch (column) {
    case kSeed:
      return run.world.empty() ? QVariant() : QVariant(static_cast<qulonglong>(run.seed));
    case kSteps:
      return static_cast<qlonglong>(run.steps);
    case kTime:
      return run.seconds;
    case kBest:
      return run.bestReturn ? QVariant(*run.bestReturn) : QVariant();
    case kDate:
      return static_cast<qlonglong>(run.started);
    case kSize:
      return static_cast<qulonglong>(run.bytes);
    case kState:
      return static_cast<int>(run.state);
    default:
      return text(run, column);
  }
}

QString RunList::tip(const RunInfo& run, int column) const {
  if (!run.problem.empty()) return q(run.problem);
  if (column == kSteps)
    return tr("%1 steps, %2 iterations").arg(countText(double(run.steps)), countText(double(run.iterations)));
  if (column == kBest && run.bestReturn)
    return run.bestSolveRate ? tr("mean return %1, %2 % solved")
                                   .arg(*run.bestReturn, 0, 'g', 4)
                                   .arg(*run.bestSolveRate * 100.0, 0, 'f', 1)
                             : tr("mean return %1").arg(*run.bestReturn, 0, 'g', 6);
  if (column == kBest) return tr("not evaluated yet");
  if (column == kState && run.state == RunState::kEnded)
    return tr("It can be looked at; there is no checkpoint to go on from");
  return q(run.folder.string());
}

QString RunList::searchText(const RunInfo& run) const {
  QStringList parts{q(run.name), q(run.folder.filename().string()), q(run.env), q(run.algorithm)};
  for (const int column : {kWorld, kMethod, kPreset, kDate, kState}) parts << text(run, column);
  return parts.join(QLatin1Char(' '));
}

QVariant RunList::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const RunInfo& run = runs_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return text(run, index.column());
    case Qt::ToolTipRole:
      return tip(run, index.column());
    case Qt::TextAlignmentRole:
      return static_cast<int>((isNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
      if (!run.usable()) return dim_;
      return index.column() == kState && run.state == RunState::kRunning ? QVariant(accent_) : QVariant();
    case Qt::AccessibleDescriptionRole:
      return q(run.problem);
    case kSortRole:
      return sortKey(run, index.column());
    case kSearchRole:
      return searchText(run);
    default:
      return {};
  }
}

QVariant RunList::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) return {};
  if (role == Qt::DisplayRole) return tr(kHeadings[section].name);
  if (role == Qt::ToolTipRole) return tr(kHeadings[section].help);
  if (role == Qt::TextAlignmentRole)
    return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
  return {};
}

Qt::ItemFlags RunList::flags(const QModelIndex& index) const {
  const Qt::ItemFlags plain = QAbstractTableModel::flags(index);
  const bool editable = index.isValid() && index.column() == kName &&
                        runs_[static_cast<std::size_t>(index.row())].state != RunState::kForeign;
  return editable ? plain | Qt::ItemIsEditable : plain;
}

bool RunList::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable)) return false;
  RunInfo& run = runs_[static_cast<std::size_t>(index.row())];
  const QString before = q(run.name), own = q(run.folder.filename().string());
  QString name = value.toString().trimmed();
  if (name.isEmpty()) name = own;
  if (name == before) return true;
  const QString problem = nameProblem(name, run.folder, runs_);
  if (!problem.isEmpty()) {
    Q_EMIT refused(problem);
    return false;
  }
  try {
    renameRun(run.folder, name);
  } catch (const Error& error) {
    Q_EMIT failed(QString::fromUtf8(error.what()));
    return false;
  }
  run.name = name.toStdString();
  Q_EMIT dataChanged(index, index);
  Q_EMIT renamed(run.folder, before, name);
  return true;
}

}  // namespace spolab
