#include "app/studio/around/machine_check.h"

#include <chrono>
#include <numeric>

#include <QCoreApplication>

#include "core/base/error.h"
#include "core/base/machine.h"
#include "core/base/rng.h"
#include "core/base/worker_pool.h"
#include "core/run/engine.h"
#include "core/run/run_place.h"
#include "render/camera.h"
#include "render/offscreen.h"
#include "render/scene_renderer.h"

namespace spolab {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kRoots = 64;
constexpr std::size_t kCubes = 2048;
/// As large as the world in a window of its first size.
constexpr int kPictureWidth = 650, kPictureHeight = 420;
constexpr double kMeasureSeconds = 0.8;
constexpr float kTurnPerFrame = 4.0f;

struct MachineText {
  Q_DECLARE_TR_FUNCTIONS(MachineText)
};

/// Calls `body` until the time is over, or it is enough; calls per second.
double ratePerSecond(const std::function<bool()>& stopped, const std::function<void()>& body) {
  body();  // warm
  const auto begin = Clock::now();
  int calls = 0;
  double seconds = 0.0;
  do {
    body();
    ++calls;
    seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  } while (seconds < kMeasureSeconds && !stopped());
  return calls / seconds;
}

struct Cubes {
  std::unique_ptr<Env> env;
  std::vector<std::byte> states;

  Cubes(const RunConfig& config, std::size_t count) : env(config.makeEnv()) {
    const std::size_t bytes = env->spec().stateBytes;
    states.resize(count * bytes);
    for (std::size_t i = 0; i < count; ++i) {
      Rng rng(1, Stream::kReset, static_cast<std::uint32_t>(i));
      env->reset(std::span(states).subspan(i * bytes, bytes), rng);
    }
  }
};

class Check {
 public:
  Check(GlReport window, const CheckListener& listener) : window_(std::move(window)), listener_(listener) {}

  void run() {
    const std::pair<QString, std::function<CheckLine()>> steps[] = {
        {MachineText::tr("Graphics"), [this] { return judgeGraphics(window_); }},
        {MachineText::tr("Drawing"), [this] { return frames(); }},
        {MachineText::tr("Processor"), [] { return judgeCores(availableCores()); }},
        {MachineText::tr("Networks"), [] { return networks(); }},
        {MachineText::tr("Network speed"), [this] { return networkSpeed(); }},
        {MachineText::tr("World speed"), [this] { return worldSpeed(); }},
        {MachineText::tr("Repeatability"), [this] { return repeats(); }},
        {MachineText::tr("Disk"),
         [] { return judgeDisk(freeDisk(defaultRunsFolder()), QString::fromStdString(defaultRunsFolder().string())); }},
        {MachineText::tr("Memory"), [] {
           const MemoryReport memory = memoryReport();
           return judgeMemory(memory.total, memory.available);
         }}};
    int at = 0;
    for (const auto& [name, step] : steps) {
      if (listener_.stopped()) return;
      listener_.begins(at++, static_cast<int>(std::size(steps)), name);
      CheckLine line = guarded(name, step);
      if (listener_.stopped()) return;  // a measurement cut short says nothing
      listener_.found(line);
    }
  }

 private:
  static CheckLine guarded(const QString& name, const std::function<CheckLine()>& step) {
    try {
      return step();
    } catch (const std::exception& error) {
      return {name, MachineText::tr("could not be looked at"), Verdict::kProblem, QString::fromUtf8(error.what())};
    }
  }

  CheckLine frames() {
    const OffscreenContext context(kPictureWidth, kPictureHeight);
    SceneRenderer renderer;
    const Cubes cubes(config(), 1);
    Scene scene;
    cubes.env->draw(cubes.states, {}, 0.0f, scene);
    OrbitCamera camera;
    camera.setMotion(false);
    camera.reset(scene.camera);
    return judgeFrames(ratePerSecond(listener_.stopped, [&] {
      camera.orbit(kTurnPerFrame, 0.0f, kPictureHeight);
      camera.advance(1.0f);
      renderer.draw(scene, camera, {0, 0, kPictureWidth, kPictureHeight}, kPictureHeight, Theme::dark());
      static_cast<void>(context.readPixels());  // waits for the drawing
    }));
  }

  static CheckLine networks() {
    const DeviceReport devices = engine().devices();
    CheckLine line{MachineText::tr("Networks"), {}, Verdict::kGood, {}};
    line.found =
        MachineText::tr("LibTorch %1 on %2")
            .arg(QString::fromStdString(devices.libtorchVersion),
                 devices.cudaAvailable ? QString::fromStdString(devices.cudaDevice) : MachineText::tr("the processor"));
    line.sentence = devices.cudaAvailable
                        ? MachineText::tr("Large trainings run on the graphics card.")
                        : MachineText::tr("Laptop presets are made for this; paper presets take days (%1).")
                              .arg(QString::fromStdString(devices.cudaDevice));
    return line;
  }

  CheckLine networkSpeed() {
    const Cubes cubes(config(), kRoots);
    WorkerPool pool(availableCores());
    const auto evaluator = agent().makeEvaluator({"cpu", 0, &pool});
    std::vector<std::byte> observations(kRoots * cubes.env->spec().observationBytes());
    cubes.env->observeBatch(cubes.states, observations);
    std::vector<float> policy(kRoots * static_cast<std::size_t>(evaluator->outputs().policySize)), value(kRoots);
    return judgeNetwork(kRoots * ratePerSecond(listener_.stopped, [&] {
                          evaluator->evaluate(observations, {policy, value, {}});
                        }));
  }

  CheckLine worldSpeed() {
    Cubes cubes(config(), kCubes);
    const std::vector<std::byte> start = cubes.states;
    std::vector<std::int32_t> actions(kCubes);
    Rng rng(1, Stream::kReset);
    for (auto& action : actions)
      action = static_cast<std::int32_t>(rng.below(static_cast<std::uint32_t>(cubes.env->spec().actionCount())));
    std::vector<float> rewards(kCubes);
    std::vector<std::uint8_t> flags(kCubes);
    return judgeSteps(kCubes * ratePerSecond(listener_.stopped, [&] {
                        cubes.states = start;  // an episode that is over takes no steps
                        cubes.env->stepBatch(cubes.states, std::as_bytes(std::span(actions)), rewards, flags);
                      }));
  }

  Decisions search(int workers) {
    const Cubes cubes(config(), kRoots);
    WorkerPool pool(workers);
    const auto evaluator = agent().makeEvaluator({"cpu", 0, &pool, config().network.symmetries});
    const auto planner = config().planner->make(*cubes.env);
    std::vector<std::uint32_t> environment(kRoots);
    std::iota(environment.begin(), environment.end(), 0u);
    const std::vector<std::uint32_t> step(kRoots, 0);
    Decisions decisions;
    planner->plan({cubes.states, 7, environment, step}, *evaluator, pool, decisions);
    return decisions;
  }

  CheckLine repeats() {
    const auto same = [](const Decisions& a, const Decisions& b) {
      return a.chosenActions == b.chosenActions && a.rootActions == b.rootActions && a.weights == b.weights &&
             a.values == b.values && a.ess == b.ess;
    };
    const Decisions once = search(1), again = search(1), shared = search(2);
    return judgeRepeats(same(once, again), same(once, shared));
  }

  const RunConfig& config() {
    if (!config_) config_ = std::make_unique<RunConfig>(agent().config().clone());
    return *config_;
  }

  const Agent& agent() {
    if (!agent_) {
      const auto file = shippedAgent("rubiks-cube");
      agent_ = file.empty() ? engine().freshAgent(RunConfig("rubiks-cube", "spo")) : engine().loadAgent(file);
    }
    return *agent_;
  }

  GlReport window_;
  const CheckListener& listener_;
  std::shared_ptr<const Agent> agent_;
  std::unique_ptr<RunConfig> config_;
};

}  // namespace

void checkMachine(const GlReport& window, const CheckListener& listener) { Check(window, listener).run(); }

}  // namespace spolab
