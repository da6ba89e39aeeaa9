// Milliseconds a frame of the panels and of the futures on the world costs on this machine, with few and with many
// particles: `panel_speed [PARTICLES ...]`. Reading the pixels back is part of it, so that what the driver puts off
// counts.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "envs/registry.h"
#include "render/futures.h"
#include "render/imgui_layer.h"
#include "render/offscreen.h"
#include "render/scene_renderer.h"
#include "render/search_panels.h"
#include "tests/golden/sample_trace.h"
#include "tests/golden/world_trace.h"

using namespace spolab;

namespace {

constexpr int kWidth = 700, kHeight = 420, kDepths = 16, kFrames = 12;

/// Mean milliseconds of `draw`, called with the number of the frame, after the first frame.
template <typename Draw>
double millisecondsOf(const Draw& draw) {
  draw(0);
  const auto begin = std::chrono::steady_clock::now();
  for (int frame = 1; frame <= kFrames; ++frame) draw(frame);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() / kFrames;
}

class Speed {
 public:
  void panels(int particles) {
    for (const bool box : {false, true}) {
      const EnvSpec spec = box ? sampleBoxSpec() : sampleSpec();
      const SearchTrace trace = sampleTrace(spec, particles, kDepths, 2);
      const std::pair<const char*, void (*)(const PanelInput&, PanelState&, const PanelArea&, const Theme&)> all[] = {
          {"river", drawRiver},
          {"decision", drawDecision},
          {"gauges", drawGauges},
          {"table", drawParticleTable},
          {"phase", drawPhase}};
      for (const auto& [name, draw] : all) {
        PanelState state;
        const double time = millisecondsOf([&, draw = draw](int frame) {
          layer_.beginFrame(kWidth, kHeight, 1.0f, 0.01f, Theme::dark());
          beginPanels(state);
          context_.clear(Theme::dark().background);
          const float phase = kDepths * static_cast<float>(frame % kFrames) / (kFrames - 1.0f);
          draw({&trace, &spec, phase, {}, ""}, state, {0, 0, kWidth, 230}, Theme::dark());
          layer_.endFrame();
          (void)context_.readPixels();
        });
        report(particles, std::string(name) + (box ? "-box" : ""), time);
      }
    }
  }

  void world(int particles, const std::string& id) {
    const auto env = findEnv(id).config()->make();
    std::vector<std::byte> root(env->spec().stateBytes);
    Rng rng(3, Stream::kTest);
    env->reset(root, rng);
    const SearchTrace trace = worldTrace(*env, root, particles, kDepths, 2);
    Scene scene;
    env->draw(root, {}, 0.0f, scene);
    OrbitCamera camera;
    camera.reset(scene.camera);
    const Viewport viewport{0, 0, kWidth, kHeight};
    const CameraView view = camera.view(viewport);
    const auto project = [&](const Vec3& point) -> std::optional<PanelPoint> {
      const ScreenPoint at = spolab::project(view, viewport, point);
      return PanelPoint{at.x, at.y};
    };
    PanelState state;
    Futures futures;
    const auto begin = std::chrono::steady_clock::now();
    futures.read(*env, trace);
    report(particles, id + " once",
           std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    Overlay overlay;
    report(particles, id + " world", millisecondsOf([&](int frame) {
             const float phase = kDepths * static_cast<float>(frame % kFrames) / (kFrames - 1.0f);
             overlay.clear();
             futures.addTo(overlay, phase, state, Theme::dark());
             context_.clear(Theme::dark().background);
             layer_.beginFrame(kWidth, kHeight, 1.0f, 0.01f, Theme::dark());
             beginPanels(state);
             futures.drawPaths(phase, state, {0, 0, kWidth, kHeight}, project, Theme::dark());
             layer_.endFrame();
             (void)context_.readPixels();
           }));
  }

 private:
  static void report(int particles, const std::string& what, double time) {
    std::printf("%6d x %d  %-24s %9.2f ms\n", particles, kDepths, what.c_str(), time);
    std::fflush(stdout);
  }

  OffscreenContext context_{kWidth, kHeight};
  ImGuiLayer layer_;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<int> counts;
  for (int i = 1; i < argc; ++i) counts.push_back(std::atoi(argv[i]));
  if (counts.empty()) counts = {64, 256, 1024, 4096};
  Speed speed;
  for (const int particles : counts) {
    speed.panels(particles);
    for (const char* id : {"half-cheetah", "snake"}) speed.world(particles, id);
  }
  return 0;
}
