#include "app/studio/stage/stage_window.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QGuiApplication>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include "app/episode/stage_overlay.h"
#include "app/episode/stage_panels.h"
#include "core/base/error.h"
#include "render/gl_loader.h"

namespace spolab {
namespace {

constexpr int kFrameMilliseconds = 16;
constexpr int kSoftwareFrameMilliseconds = 25;
constexpr int kLongestWait = 200;
constexpr int kWarmUpPause = 200;
/// A training has the processor first.
constexpr int kThriftyFrameMilliseconds = 65;
constexpr int kThriftySearchMilliseconds = 90;
/// While only the search is being shown.
constexpr int kSoftwareSearchMilliseconds = 50;
/// What a software renderer may spend on a moving frame.
constexpr double kSoftwareBudget = 9.0;
/// Of the world in the first picture that answers a person; where another decision comes on screen.
constexpr float kAnswerResolution = 0.7f;
constexpr float kLeapResolution = 0.5f;
constexpr std::size_t kLeapGhosts = 24;

QSurfaceFormat stageFormat() {
  QSurfaceFormat format = QSurfaceFormat::defaultFormat();
  format.setSamples(0);  // edges are anti-aliased in the shader
  return format;
}

}  // namespace

/// The last picture is kept, so that only what changed is drawn again.
StageWindow::StageWindow(const StageOptions& options)
    : QOpenGLWindow(PartialUpdateBlit), options_(options), governor_(kSoftwareBudget) {
  setFormat(stageFormat());
  timer_.setSingleShot(true);
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, &StageWindow::askForPaint);
  connect(this, &QOpenGLWindow::frameSwapped, this, &StageWindow::onSwapped);
  setOptions(options);
}

StageWindow::~StageWindow() { release(); }

void StageWindow::setOptions(const StageOptions& options) {
  options_ = options;
  playhead_.setMotion(options.motion);
  rivalPlayhead_.setMotion(options.motion);
  camera_.setMotion(options.motion);
  panels_.motion = options.motion;
  panels_.leastShare = options.leastShare;
  invalidate();
}

PictureStyle StageWindow::style() const {
  PictureStyle style;
  style.dark = options_.dark;
  style.futures = options_.futures;
  style.panels = options_.panels;
  if (pose_.env) style.camera = camera_;
  style.hiddenFaces = options_.hiddenFaces;
  style.shares = options_.shares;
  style.leastShare = options_.leastShare;
  style.colour = panels_.colour;
  return style;
}

void StageWindow::setTiles(StageTiles* tiles) {
  tiles_ = tiles;
  settleFrames_ = kSettleFrames;
  invalidate();
}

void StageWindow::setRival(bool shown) {
  if (shown == rivalShown_) return;
  rivalShown_ = shown;
  settleFrames_ = kSettleFrames;
  invalidate();
}

double StageWindow::now() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int StageWindow::frameMilliseconds() const {
  if (dragging_ != Qt::NoButton) return kFrameMilliseconds;
  if (answering_) return options_.software ? kSoftwareFrameMilliseconds : kFrameMilliseconds;
  const int least = options_.mostFrames < 1000.0 / kFrameMilliseconds ? qRound(1000.0 / options_.mostFrames) : 0;
  if (!options_.software) return std::max(least, kFrameMilliseconds);
  const bool worldMoves = worldDrawn_ || cameraMoving_;
  if (options_.thrifty) return std::max(least, worldMoves ? kThriftyFrameMilliseconds : kThriftySearchMilliseconds);
  return std::max(least, worldMoves ? kSoftwareFrameMilliseconds : kSoftwareSearchMilliseconds);
}

void StageWindow::askForPaint() {
  asked_ = true;
  update();
}

void StageWindow::invalidate() {
  if (!later_.empty()) outdated_ = true;
  if (dead_ || !drawing_ || !isExposed() || timer_.isActive()) return;
  if (!later_.empty()) {
    timer_.start(0);
    return;
  }
  // An answer waits for the one before it, not for what moves meanwhile.
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                           (answering_ ? lastAnswer_ : lastPaint_));
  const int wait = frameMilliseconds() - static_cast<int>(std::min<long long>(since.count(), 1000));
  timer_.start(std::clamp(wait, 0, kLongestWait));
}

void StageWindow::setDrawing(bool drawing) {
  drawing_ = drawing;
  if (drawing)
    invalidate();
  else
    timer_.stop();
}

void StageWindow::resetCamera() {
  if (rival_) rival_->resetCamera();
  camera_.reset(scene_.camera, true);
  invalidate();
}

void StageWindow::setCamera(const OrbitCamera& camera, const Env* env) {
  if (pose_.env.get() == env)
    camera_ = camera;
  else
    nextCamera_ = camera;
  invalidate();
}

void StageWindow::orbitBy(float dx, float dy) {
  if (rival_) rival_->orbit(dx, dy, static_cast<float>(height()));
  camera_.orbit(dx, dy, static_cast<float>(height()));
  invalidate();
}

void StageWindow::panBy(float dx, float dy) {
  const float viewHeight = layout().world.height;
  if (rival_) rival_->pan(dx, dy, viewHeight);
  camera_.pan(dx, dy, viewHeight);
  invalidate();
}

void StageWindow::zoomBy(float clicks) {
  if (rival_) rival_->zoom(clicks);
  camera_.zoom(clicks);
  invalidate();
}

void StageWindow::initializeGL() {
  try {
    create();
  } catch (const std::exception& error) {
    fail(QString::fromUtf8(error.what()));
  }
}

void StageWindow::create() {
  QOpenGLContext* gl = context();
  loadGl([gl](const char* name) { return reinterpret_cast<void*>(gl->getProcAddress(name)); });
  options_.software = glReport().software;
  world_ = std::make_unique<WorldPicture>();
  layer_ = std::make_unique<ImGuiLayer>();
  // Objects must go while their context lives.
  connect(gl, &QOpenGLContext::aboutToBeDestroyed, this, &StageWindow::release, Qt::DirectConnection);
}

void StageWindow::release() {
  if (!world_ && !layer_) return;
  makeCurrent();
  layer_.reset();
  rival_.reset();
  inset_.reset();
  world_.reset();
  kept_ = {};
  later_.clear();
  worldAt_ = insetAt_ = {};
  doneCurrent();
}

void StageWindow::fail(const QString& message) {
  if (dead_) return;
  dead_ = true;
  timer_.stop();
  Q_EMIT failed(message);
}

void StageWindow::paintGL() {
  asked_ = false;
  if (dead_ || !layer_ || !drawing_) return;
  const bool first = later_.empty() || mustStartAnew();
  clock_.painting(first);
  try {
    if (first)
      paint();
    else
      paintLater();
  } catch (const std::exception& error) {
    layer_->dropFrame();
    fail(QString::fromUtf8(error.what()));
  }
}

StageLayout StageWindow::layout() const {
  const auto scale = static_cast<float>(options_.uiScale);
  const float wide = static_cast<float>(width()) / scale, high = static_cast<float>(height()) / scale;
  if (rivalShown_) return StageLayout::sideBySide(wide, high);
  if (!tiles_) return StageLayout::of(wide, high, options_.panels, tab_, options_.shares);
  StageLayout areas;
  areas.world = tiles_->world(wide, high);
  return areas;
}

void StageWindow::paint() {
  lastPaint_ = FrameClock::Clock::now();
  if (answering_) lastAnswer_ = lastPaint_;
  outdated_ = false;
  const auto scale = static_cast<float>(options_.uiScale * devicePixelRatio());
  const Moment moment = playhead_.at(now());
  const float seconds = std::clamp(static_cast<float>(clock_.milliseconds() / 1000.0), 1.0f / 120.0f, 0.1f);
  choosePanels(moment);
  if (released_ && (playhead_.step() != releasedAfter_ || now() > releasedUntil_)) released_.reset();
  if (moment.view) pose(poseOf(moment), moment.live);
  poseGesture(moment);
  followHand(moment);
  imagine(moment);
  if (moment.view) showOthers(moment);
  cameraMoving_ = camera_.advance(static_cast<float>(frameMilliseconds()) / 1000.0f);
  moving_ = moment.moving || cameraMoving_ || shown_ != moment.frame;
  worldDrawn_ = worldAnew_ = false;
  const bool whole = startsAnew();
  std::vector<PixelArea> areas;
  if (moment.view && !isEmpty(layout().world))
    paintWorld(scale, areas);
  else
    place(worldAt_, {}, false, areas);
  imagineStates(moment);
  paintInset(scale, areas);
  if (whole) {
    clear();
    showWorlds();
    paintRival(scale);
  }
  const float pixelsPerPoint = static_cast<float>(devicePixelRatio() * options_.uiScale);
  layer_->beginFrame(static_cast<float>(width() * devicePixelRatio()) / pixelsPerPoint,
                     static_cast<float>(height() * devicePixelRatio()) / pixelsPerPoint, pixelsPerPoint, seconds,
                     theme());
  paintPanels(moment, scale);
  const std::vector<PixelArea> changed = layer_->finishFrame();
  if (whole) {
    later_.clear();
    layer_->drawFrame({0, 0, kept_.pixels.width(), kept_.pixels.height()});
  } else {
    addChanged(changed, areas);
    drawAgain(areas);
  }
  kept_.there = true;
  decisionPainted_ = moment.frame != nullptr;
  answering_ = false;
}

Viewport StageWindow::viewportOf(const PanelArea& area, double scale) const {
  return {static_cast<int>(area.x * scale), static_cast<int>(area.y * scale),
          std::max(1, static_cast<int>(area.width * scale)), std::max(1, static_cast<int>(area.height * scale))};
}

void StageWindow::setVerdictNote(const QString& note) {
  if (note.toStdString() == verdictNote_) return;
  verdictNote_ = note.toStdString();
  invalidate();
}

std::optional<QPointF> StageWindow::positionOf(const Vec3& point) const {
  const Viewport viewport = viewportOf(layout().world, 1.0);
  const ScreenPoint at = project(camera_.view(viewport), viewport, point);
  if (!at.inFront) return std::nullopt;
  return QPointF(at.x, at.y) * options_.uiScale;
}

void StageWindow::setMarks(Marks marks) {
  marks_ = std::move(marks);
  ++marksSet_;
  invalidate();
}

/// While the pointer holds something the world looks as the gesture says, and until what it did begins to move.
void StageWindow::poseGesture(const Moment& moment) {
  if (carried_ && !(moment.live && moment.view && presentOf(*moment.view) == gripped_)) dropCarried();
  const Gesture* held = gesture_ ? gesture_.get() : released_.get();
  if (!held) return;
  scene_.clear();
  held->draw(scene_);
  pose_.gesture = gestureMoves_;
}

/// Fills the scene anew when the world has changed, and lets the camera follow what it is about: the episode as it goes
/// on smoothly, what is looked up in it at once.
void StageWindow::pose(WorldPose pose, bool live) {
  pose.marks = marksSet_;
  if (pose == pose_) return;
  const bool otherWorld = !pose_.env || pose.world != pose_.world;
  pose_ = std::move(pose);
  scene_.clear();
  drawPose(pose_, scene_);
  if (marks_ && !pose_.frame) marks_(pose_.rest, scene_);
  if (otherWorld) hiddenParts_ = hiddenPartsOf(pose_.env->spec().id);
  if (otherWorld && nextCamera_)
    camera_ = *std::exchange(nextCamera_, {});
  else if (otherWorld)
    camera_.reset(scene_.camera);
  else
    camera_.follow(scene_.camera.target, !live);
}

/// What the search shows on the world at this moment; nothing while a person holds something there.
void StageWindow::imagine(const Moment& moment) {
  const auto wanted = options_.futures && !gesture_ ? moment.frame : nullptr;
  leapt_ = wanted && wanted != futures_.frame();
  futures_.show(pose_.env, wanted);
  overlay_.clear();
  futures_.shown().addTo(overlay_, moment.depths, panels_, theme());
}

/// The scene with what it hides from the camera.
const Scene& StageWindow::seenScene(const Viewport& viewport) {
  if (!options_.hiddenFaces || !hiddenParts_) return scene_;
  seen_ = scene_;
  hiddenParts_(camera_.view(viewport).eye, seen_);
  return seen_;
}

void StageWindow::paintWorld(float scale, std::vector<PixelArea>& areas) {
  const PanelArea area = layout().world;
  WorldKey key;
  key.pose = pose_;
  key.search = overlay_.ghosts.empty() ? nullptr : futures_.frame();
  key.ghosts = overlay_.ghosts;
  key.tints = overlay_.tints;
  key.others = otherWorlds_.version();
  key.dark = options_.dark;
  key.pixels = QSize(std::max(1, static_cast<int>(std::lround(area.width * scale))),
                     std::max(1, static_cast<int>(std::lround(area.height * scale))));
  key.resolution = 1.0f;
  key.camera = camera_.current();
  key.hiddenFaces = options_.hiddenFaces;
  // What moves has fewer pixels, while a training wants the processor also a world at rest whose search moves, and so
  // has the first picture of an answer, which of another decision shows the heaviest particles only; a still one is
  // drawn in full soon after.
  const bool worldMoves = cameraMoving_ || key.pose.frame != nullptr;
  const auto sparing = static_cast<float>(options_.worldScale);
  bool drawn = !world_->holds(key);
  if (drawn && !inFull_ && options_.software && (worldMoves || answering_ || (moving_ && sparing < 1.0f))) {
    key.resolution = worldMoves || answering_ ? std::min(governor_.scale(), sparing) : sparing;
    if (!worldMoves && answering_)
      key.resolution = std::min(key.resolution, leapt_ ? kLeapResolution : kAnswerResolution);
    if (!worldMoves && answering_ && leapt_ && overlay_.ghosts.size() > kLeapGhosts) {
      overlay_.ghosts.erase(overlay_.ghosts.begin(), overlay_.ghosts.end() - kLeapGhosts);
      key.ghosts = overlay_.ghosts;
    }
    drawn = !world_->holds(key);
  }
  if (drawn) {
    world_->draw(key, seenScene({0, 0, key.pixels.width(), key.pixels.height()}), overlay_, camera_, theme());
    worldDrawn_ = worldMoves;
    worldAnew_ = true;
  }
  const QPoint corner(static_cast<int>(area.x * scale), static_cast<int>(area.y * scale));
  place(worldAt_, {corner, key.pixels}, drawn, areas);
}

StageLane::Look StageWindow::rivalLook(float scale) const {
  StageLane::Look look;
  look.area = layout().rival;
  look.scale = scale;
  look.framebufferHeight = static_cast<int>(std::lround(height() * devicePixelRatio()));
  look.resolution = options_.software ? std::min(governor_.scale(), static_cast<float>(options_.worldScale)) : 1.0f;
  look.dark = options_.dark;
  look.futures = options_.futures;
  look.hiddenFaces = options_.hiddenFaces;
  look.motion = options_.motion;
  return look;
}

void StageWindow::paintRival(float scale) {
  if (!rivalShown_) return;
  if (!rival_) rival_ = std::make_unique<StageLane>(world_.get());
  const auto seconds = static_cast<float>(frameMilliseconds()) / 1000.0f;
  if (!rival_->paint(rivalLook(scale), rivalPlayhead_.at(now()), seconds)) return;
  moving_ = true;
  worldDrawn_ = true;
}

void StageWindow::onSwapped() {
  clock_.swapped(later_.empty());
  if (!later_.empty()) {
    if (drawing_ && !dead_) timer_.start(0);
    return;
  }
  if (outdated_) invalidate();
  if (decisionPainted_ && !decisionShown_) {
    decisionShown_ = true;
    if (options_.software) QTimer::singleShot(kWarmUpPause, this, [this] { warmUp(0); });
    Q_EMIT firstDecisionShown();
  }
  if (moving_) {
    if (options_.software && worldDrawn_) governor_.next(clock_.latest());
    // One more after the last moving frame draws the still picture in full.
    settleFrames_ = std::max(settleFrames_, 1);
    invalidate();
  } else if (settleFrames_ > 0) {
    --settleFrames_;
    invalidate();
  }
}

/// What would stop a picture for a moment when it first shows something is met beforehand, between pictures.
void StageWindow::warmUp(int part) {
  if (dead_ || !world_) return;
  makeCurrent();
  const bool more = world_->warmUp(part, theme());
  doneCurrent();
  if (more) QTimer::singleShot(kWarmUpPause, this, [this, part] { warmUp(part + 1); });
}

QImage StageWindow::shown() {
  if (dead_ || !layer_ || !kept_.there || kept_.pixels != pixels()) return {};
  makeCurrent();
  paintLater();
  QImage image = grabFramebuffer();
  doneCurrent();
  return image.convertToFormat(QImage::Format_RGB32);
}

QImage StageWindow::picture() {
  if (dead_ || !layer_) return {};
  makeCurrent();
  answering_ = false;
  inFull_ = true;
  paint();
  paintLater();
  inFull_ = false;
  QImage image = grabFramebuffer();
  image.setDevicePixelRatio(devicePixelRatio());
  doneCurrent();
  return image.convertToFormat(QImage::Format_RGB32);
}

}  // namespace spolab
