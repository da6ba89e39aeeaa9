#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/trace/scene.h"
#include "envs/env.h"
#include "render/overlay.h"
#include "render/theme.h"

namespace spolab {

/// Another state of the world on screen, to be seen together with it: another line, another agent.
struct OtherWorld {
  int category = 0;              ///< colour, Theme::category; −1: a sentence without a colour
  std::string text;              ///< "line 2 · step 7 · return 3.2"; empty: not listed
  std::vector<std::byte> state;  ///< [stateBytes]; empty: only listed
};

/// The other worlds of one frame: ghosts of what moves, a list of whose they are, and where a world has nothing that
/// could stand over another (a cube) one of them beside it. Single-threaded.
class OtherWorlds {
 public:
  /// `here` is the state on screen: those that are equal to it show nothing.
  void show(std::shared_ptr<const Env> env, std::vector<OtherWorld> worlds, StateView here);
  /// At most as many as the overlay has room for, after what is in it.
  void addTo(Overlay& overlay, const Theme& theme) const;
  /// Another number whenever addTo() would add something else.
  [[nodiscard]] int version() const { return version_; }
  /// The one that stands beside the world; null: none.
  [[nodiscard]] const OtherWorld* beside() const;
  /// The list, at the left below the caption, with the ImGui frame being built.
  void drawList(const PanelArea& world, const Theme& theme) const;

  /// What drawList() says: categories and words.
  [[nodiscard]] std::vector<std::pair<int, std::string>> list() const;

 private:
  struct Silhouette {
    int category = 0;
    std::vector<RoundedBox> solids;
  };
  void shape(StateView here);

  std::shared_ptr<const Env> env_;
  std::vector<OtherWorld> worlds_;
  std::vector<std::byte> here_;
  std::vector<Silhouette> silhouettes_;
  int beside_ = -1;
  int version_ = 0;
  Scene scratch_;
};

}  // namespace spolab
