#include "app/studio/compare/contender_presets.h"

#include <algorithm>

#include <QCoreApplication>
#include <QSignalBlocker>
#include <fmt/format.h>

#include "app/studio/core_text.h"

namespace spolab {
namespace {

constexpr double kHotter = 4.0;

struct CompareText {
  Q_DECLARE_TR_FUNCTIONS(CompareText)
};

}  // namespace

std::vector<ContenderPreset> contenderPresets(const RunConfig& held) {
  const auto period = static_cast<std::int64_t>(held.number("planner.period").value_or(1.0));
  const std::string futures(held.planner->futuresKey()), depthKey(held.planner->depthKey());
  const bool particles = futures == "planner.particles";
  std::vector<ContenderPreset> presets{{CompareText::tr("as held").toStdString(), {}}};
  const auto add = [&](const QString& name, std::vector<std::string> changes) {
    presets.push_back({name.toStdString(), std::move(changes)});
  };
  for (const int count : {4, 16, 64, 256})
    add(particles ? CompareText::tr("%1 particles").arg(count) : CompareText::tr("%1 simulations").arg(count),
        {fmt::format("{}={}", futures, count)});
  for (const std::int64_t depth : {1, 2, 8}) {
    std::vector<std::string> changes{fmt::format("{}={}", depthKey, depth)};
    if (held.number("planner.period")) changes.push_back(fmt::format("planner.period={}", std::min(period, depth)));
    add(CompareText::tr("depth %1").arg(depth), std::move(changes));
  }
  if (held.number("planner.temperature")) {
    const double temperature = held.planner->temperature();
    add(CompareText::tr("hot: η × 4"), {fmt::format("planner.temperature={:g}", temperature * kHotter)});
    add(CompareText::tr("cold: η ÷ 4"), {fmt::format("planner.temperature={:g}", temperature / kHotter)});
    add(CompareText::tr("resampled each depth"), {"planner.resample=period", "planner.period=1"});
    add(CompareText::tr("never resampled"), {"planner.resample=never"});
  }
  if (held.number("planner.c1")) {
    add(CompareText::tr("curious: c₁ × 4"),
        {fmt::format("planner.c1={:g}", kHotter * held.number("planner.c1").value_or(1.0))});
    add(CompareText::tr("set in its ways: c₁ ÷ 4"),
        {fmt::format("planner.c1={:g}", held.number("planner.c1").value_or(1.0) / kHotter)});
  }
  const EnvSpec spec = held.makeRules()->spec();
  for (const AlgorithmEntry& entry : algorithmRegistry())
    if (entry.id != held.algorithm && entry.actsIn(spec))
      presets.push_back({coreText("methods", entry.shortTitle()).toStdString(), {}, true, entry.id});
  presets.push_back({CompareText::tr("policy only").toStdString(), {}, false});
  return presets;
}

QComboBox* makeMethodList(QWidget* parent) {
  auto* list = new QComboBox(parent);
  list->setAccessibleName(CompareText::tr("Method"));
  list->setToolTip(CompareText::tr("The planner that searches; the network stays the held agent's"));
  list->setFocusPolicy(Qt::StrongFocus);
  return list;
}

void fillMethodList(QComboBox* list, const EnvSpec& spec, const std::string& chosen) {
  const QSignalBlocker quiet(list);
  list->clear();
  for (const AlgorithmEntry& entry : algorithmRegistry()) {
    if (!entry.actsIn(spec)) continue;
    list->addItem(coreText("methods", entry.shortTitle()), QString::fromStdString(entry.id));
  }
  list->setCurrentIndex(std::max(0, list->findData(QString::fromStdString(chosen))));
}

}  // namespace spolab
