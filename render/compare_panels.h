#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/trace/search_trace.h"
#include "render/search_panels.h"

namespace spolab {

/// One of two distributions that are drawn over each other. Spans are borrowed for the frame; each may be empty.
struct ComparedSide {
  std::string name;             ///< in the legend: "A as held"
  std::span<const float> qhat;  ///< [actions]
  std::span<const float> low;   ///< [actions] interval of q̂ over seeds; a box: [dims] of the mean action
  std::span<const float> high;
  std::span<const float> exact;        ///< [actions] the exact q̂
  const SearchTrace* trace = nullptr;  ///< a box: rootActions and weights, the atoms of q̂
  int chosen = -1;                     ///< action that would be taken, −1: none
};

struct ComparisonInput {
  const EnvSpec* spec = nullptr;
  ComparedSide before;         ///< hollow
  ComparedSide after;          ///< filled
  std::span<const int> order;  ///< actions from top to bottom; empty: as the world lists them
  std::string emptyMessage;    ///< shown while there is nothing in `after`
};

/// Two q̂ over each other: a row per action with bars, intervals and the exact value as a diamond; of a box a row per
/// dimension with the atoms as circles (area = weight) and both means. Rows without room are added up in the last one
/// (actions) or scrolled (dimensions). The action under the pointer is shared through `state`.
void drawComparison(const ComparisonInput& input, PanelState& state, const PanelArea& area, const Theme& theme);

/// A small table of facts: names at the left, a column for each thing compared.
struct FactTable {
  struct Row {
    std::string label;
    std::string help;  ///< tooltip, one or two sentences
    std::vector<std::string> cells;
    bool dim = false;  ///< being worked out anew
  };
  std::vector<std::string> columns;
  std::vector<std::string> columnHelp;  ///< tooltips; may be empty
  std::vector<Row> rows;
  std::string note;    ///< sentences below the table
  int explained = -1;  ///< of the rows, then the columns: marked, and what it is about said on a card; −1: none
  PanelArea card;      ///< where, at its upper right
};
void drawFactTable(const FactTable& table, const PanelArea& area, const Theme& theme);

/// The head of a contender's pane: its name, what it is and what it took; one line each.
struct PaneHead {
  std::string title, summary, cost;
  bool warning = false;  ///< `summary` is why there is nothing
};
void drawPaneHead(const PaneHead& head, const PanelArea& area, const Theme& theme);

}  // namespace spolab
