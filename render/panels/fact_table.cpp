#include <algorithm>

#include "render/compare_panels.h"
#include "render/panels/paint.h"

namespace spolab {

using namespace panel;

namespace {

constexpr float kHead = 20.0f;
constexpr float kLowestRow = 16.0f, kHighestRow = 22.0f;
constexpr float kNoteLine = 16.0f;

}  // namespace

void drawFactTable(const FactTable& table, const PanelArea& area, const Theme& theme) {
  const Panel panel("##facts", area, theme);
  ImDrawList& list = panel.list();
  const PanelArea& inner = panel.inner();
  float names = 24.0f;
  for (const FactTable::Row& row : table.rows) names = std::max(names, textWidth(panel.small(), row.label));
  const auto columns = static_cast<float>(std::max<std::size_t>(table.columns.size(), 1));
  names = std::min(names + 12.0f, 0.45f * inner.width);
  const float step = (inner.width - names) / columns;
  const auto right = [&](std::size_t column) { return inner.x + names + step * static_cast<float>(column + 1); };

  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    paintText(list, panel.dim(), right(c), inner.y + 6.0f, shortened(panel.dim(), table.columns[c], step - 6.0f),
              Anchor::kRight);
    if (c < table.columnHelp.size() && panel.hovers({right(c) - step, inner.y - 4.0f, step, kHead}))
      paintTooltip({table.columns[c], {}, table.columnHelp[c]}, theme);
  }
  const auto note = wrapped(panel.dim(), table.note, inner.width);
  const float notes = kNoteLine * static_cast<float>(note.size());
  const auto rows = static_cast<float>(std::max<std::size_t>(table.rows.size(), 1));
  const float row = std::clamp((inner.height - kHead - notes - 4.0f) / rows, kLowestRow, kHighestRow);
  float y = inner.y + kHead;
  const FactTable::Row* explained = nullptr;
  for (const FactTable::Row& line : table.rows) {
    const PanelArea place{inner.x - 4.0f, y, inner.width + 8.0f, row};
    if (&line - table.rows.data() == table.explained) explained = &line;
    if (panel.hovers(place) || &line == explained) {
      list.AddRectFilled({place.x, place.y}, {place.x + place.width, place.y + place.height}, packed(panel.hoverFill()),
                         3.0f);
      if (!line.help.empty() && panel.hovers(place)) paintTooltip({line.label, {}, line.help}, theme);
    }
    const float middle = y + 0.5f * row;
    paintText(list, panel.small(), inner.x, middle, shortened(panel.small(), line.label, names - 8.0f));
    for (std::size_t c = 0; c < std::min(line.cells.size(), table.columns.size()); ++c) {
      TextStyle style = line.dim ? panel.dim() : panel.small();
      style.face = UiFace::kSemibold;
      paintText(list, style, right(c), middle, shortened(style, line.cells[c], step - 4.0f), Anchor::kRight);
    }
    y += row;
  }
  y = std::max(y + 12.0f, inner.y + inner.height - notes + 8.0f);
  for (const std::string& line : note) {
    if (y > inner.y + inner.height + 2.0f) break;
    paintText(list, panel.dim(), inner.x, y, line);
    y += kNoteLine;
  }
  if (explained != nullptr) {
    Tooltip tip{explained->label, {}, explained->help};
    for (std::size_t c = 0; c < std::min(explained->cells.size(), table.columns.size()); ++c)
      tip.rows.push_back({table.columns[c], explained->cells[c]});
    paintCard(tip, table.card, theme);
  }
  const int column = table.explained - static_cast<int>(table.rows.size());
  if (column >= 0 && column < static_cast<int>(std::min(table.columns.size(), table.columnHelp.size())))
    paintCard({table.columns[static_cast<std::size_t>(column)], {}, table.columnHelp[static_cast<std::size_t>(column)]},
              table.card, theme);
}

void drawPaneHead(const PaneHead& head, const PanelArea& area, const Theme& theme) {
  const Panel panel("##head", area, theme);
  ImDrawList& list = panel.list();
  const PanelArea& inner = panel.inner();
  const TextStyle title{UiFace::kSemibold, font_size::kTitle, theme.text};
  TextStyle summary = panel.dim();
  if (head.warning) summary.colour = theme.warning;
  paintText(list, title, inner.x, inner.y + 4.0f, shortened(title, head.title, inner.width));
  paintText(list, summary, inner.x, inner.y + 22.0f, shortened(summary, head.summary, inner.width));
  paintText(list, panel.small(), inner.x, inner.y + 38.0f, shortened(panel.small(), head.cost, inner.width));
  if (panel.hovered()) paintTooltip({head.title, {{"", head.summary}, {"", head.cost}}, ""}, theme);
}

}  // namespace spolab
