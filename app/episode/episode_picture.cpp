#include "app/episode/episode_picture.h"

#include <algorithm>

#include "app/episode/hidden_parts.h"
#include "app/episode/stage_overlay.h"
#include "app/episode/stage_panels.h"
#include "app/episode/world_caption.h"
#include "core/base/check.h"
#include "core/base/translate.h"
#include "render/imagined_states.h"
#include "render/imgui_layer.h"
#include "render/offscreen.h"
#include "render/scene_renderer.h"

namespace spolab {
namespace {

/// The view in points for which texts have their natural size; larger pictures are the same one, larger.
constexpr float kWidth = 1120.0f;
constexpr float kHeight = 700.0f;
/// Smaller letters could not be read.
constexpr float kSmallestScale = 0.75f;
constexpr float kLargestScale = 4.0f;
/// Smaller pictures show the world alone.
constexpr float kPanelsWidth = 620.0f;
constexpr float kPanelsHeight = 400.0f;

float scaleOf(const PictureStyle& style) {
  const float fits = std::min(static_cast<float>(style.width) / kWidth, static_cast<float>(style.height) / kHeight);
  return std::clamp(fits, kSmallestScale, kLargestScale);
}

/// Nobody chooses tabs in a picture: the decision has their room too.
StageLayout layoutOf(const PictureStyle& style, float scale) {
  const float width = static_cast<float>(style.width) / scale, height = static_cast<float>(style.height) / scale;
  const bool room = width >= kPanelsWidth && height >= kPanelsHeight;
  StageLayout layout = StageLayout::of(width, height, style.panels && room, StageTab::kDecision, style.shares);
  if (!isEmpty(layout.tabs)) {
    layout.decision.y = layout.tabs.y;
    layout.decision.height += layout.tabs.height;
    layout.tabs = {};
  }
  return layout;
}

void drawScene(const Moment& moment, Scene& scene) {
  const Env& env = *moment.view->env;
  scene.clear();
  if (!moment.frame)
    env.draw(moment.view->start, {}, 0.0f, scene);
  else if (moment.fraction <= 0.0f)
    env.draw(moment.frame->before, {}, 0.0f, scene);
  else if (moment.fraction >= 1.0f)
    env.draw(moment.frame->after, {}, 0.0f, scene);
  else
    env.draw(moment.frame->before, moment.frame->action, moment.fraction, scene);
}

}  // namespace

struct EpisodePicture::Impl {
  PictureStyle style;
  float scale;
  StageLayout layout;
  OffscreenContext context;  // before everything that needs it
  SceneRenderer renderer;
  ImGuiLayer layer;
  OrbitCamera camera;
  Scene scene;
  Futures futures;
  ImaginedStates states;
  Overlay overlay;
  PanelState state;
  std::shared_ptr<const Env> env;            ///< whose camera is in use; outlives what futures and panels borrow
  std::shared_ptr<const PlayerFrame> shown;  ///< the decision in the panels; stays until there is another
  std::shared_ptr<const PlayerFrame> imagined;
  Moment last;         ///< what `image` shows
  bool still = false;  ///< and nothing in it moves by itself
  Image image;

  explicit Impl(const PictureStyle& s)
      : style(s), scale(scaleOf(s)), layout(layoutOf(s, scale)), context(s.width, s.height) {
    renderer.setResolutionScale(style.fine ? 2.0f : 1.0f);
    state.leastShare = style.leastShare;
    state.colour = style.colour;
  }

  [[nodiscard]] const Theme& theme() const { return Theme::of(style.dark); }

  void choose(const Moment& moment) {
    if (moment.frame && moment.frame != shown) {
      state.forget();
      shown = moment.frame;
    }
    const auto wanted = style.futures ? moment.frame : nullptr;
    if (wanted == imagined) return;
    imagined = wanted;
    futures.clear();
    states.clear();
    if (!wanted) return;
    futures.read(*moment.view->env, wanted->trace, wanted->places);
    states.read(*moment.view->env, wanted->trace);
  }

  /// The picture before serves again: puzzles rest between their moves.
  [[nodiscard]] bool unchanged(const Moment& moment) const {
    return still && last.frame == moment.frame && last.fraction == moment.fraction && last.depths == moment.depths &&
           last.view == moment.view && last.live == moment.live;
  }

  void aim(const Moment& moment, double seconds) {
    const bool otherWorld = env != moment.view->env;
    env = moment.view->env;
    if (otherWorld && style.camera)
      camera = *style.camera;
    else if (otherWorld)
      camera.reset(scene.camera);
    if (!otherWorld || style.camera) camera.follow(scene.camera.target);
    still = !camera.advance(static_cast<float>(seconds));
  }

  /// What the world hides from the camera, beside it.
  void addHidden() {
    const HiddenParts add = style.hiddenFaces ? hiddenPartsOf(env->spec().id) : nullptr;
    if (add) add(camera.view(worldViewport(layout.world, scale)).eye, scene);
  }

  void drawWords(const Moment& moment) {
    PanelInput input;
    input.spec = &moment.view->env->spec();
    if (shown) input.trace = &shown->trace;
    input.phase = moment.frame ? moment.depths : 1e9f;
    input.emptyMessage =
        shown ? translate("captions", "This step is long ago: only the newest searches of an episode are kept.")
              : translate("captions", "The next decision shows here: particles spread, are weighted and drawn again.");
    drawSceneLabels(renderer.labels(), layout.world, scale, theme());
    drawCaption(captionOf(moment), layout.world, theme());
    beginPanels(state);
    futures.drawPaths(moment.depths, state, layout.world, worldProjection(camera, layout.world, scale), theme());
    const std::vector<PanelArea> cells = imaginedCells(layout.world);
    states.draw(states.at(moment.depths, state, static_cast<int>(cells.size())), cells, camera, state, theme());
    drawStagePanels(layout, input, state, theme());
  }

  Image draw(const Moment& moment, double seconds) {
    SPOLAB_CHECK(moment.view != nullptr);
    if (unchanged(moment)) return image;
    context.clear(theme().background);
    choose(moment);
    drawScene(moment, scene);
    aim(moment, seconds);
    addHidden();
    overlay.clear();
    futures.addTo(overlay, moment.depths, state, theme());
    renderer.draw(scene, camera, worldViewport(layout.world, scale), style.height, theme(), {}, overlay);
    layer.beginFrame(static_cast<float>(style.width) / scale, static_cast<float>(style.height) / scale, scale,
                     static_cast<float>(seconds), theme());
    drawWords(moment);
    layer.endFrame();
    image = context.readPixels();
    last = moment;
    return image;
  }
};

EpisodePicture::EpisodePicture(const PictureStyle& style) : impl_(std::make_unique<Impl>(style)) {}

EpisodePicture::~EpisodePicture() { impl_->context.bind(); }

Image EpisodePicture::draw(const Moment& moment, double seconds) { return impl_->draw(moment, seconds); }

}  // namespace spolab
