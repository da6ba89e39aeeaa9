#include <algorithm>
#include <csignal>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/cli/cli.h"
#include "core/base/error.h"
#ifdef SPOLAB_WITH_RENDER
#include "app/cli/progress.h"
#include "app/episode/episode_film.h"
#include "app/episode/episode_player.h"
#include "app/episode/episode_table.h"
#include "app/episode/plain_numbers.h"
#include "app/episode/play_settings.h"
#include "app/episode/speed_scale.h"
#include "app/episode/whole_file.h"
#include "core/run/json_text.h"
#endif

namespace spolab::cli {
namespace {

struct RecordCommand {
  Common common;
  std::string out;
  std::string steps;  ///< file of the steps as a table; empty: none
  int episodes = 1;
  std::string size;
  int framesPerSecond = 0;  ///< 0: what suits the file
  double speed = 1.0;
  bool light = false;
  bool futures = true;
  bool panels = true;
};

#ifdef SPOLAB_WITH_RENDER

using nlohmann::json;
using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t interrupted = 0;

extern "C" void onRecordInterrupt(int /*signal*/) { interrupted = 1; }

struct Size {
  int width, height;
};

Size parseSize(const std::string& text) {
  Size size{};
  char rest = 0;
  if (std::sscanf(text.c_str(), "%dx%d%c", &size.width, &size.height, &rest) != 2)
    throw Error::usage("WIDTHxHEIGHT in pixels, for example 960x600", "'" + text + "'", "--size");
  return size;
}

Size usualSize(RecordingKind kind) { return kind == RecordingKind::kGif ? Size{960, 600} : Size{1280, 800}; }

PictureStyle styleOf(const RecordCommand& command, RecordingKind kind) {
  const Size size = command.size.empty() ? usualSize(kind) : parseSize(command.size);
  PictureStyle style;
  style.width = size.width;
  style.height = size.height;
  style.dark = !command.light;
  style.futures = command.futures;
  style.panels = command.panels;
  style.fine = kind == RecordingKind::kPicture;
  return style;
}

/// One piece of long work, with its own clock.
class Work {
 public:
  Work(const char* title, bool quiet) : bar_(title), quiet_(quiet) {}
  ~Work() { bar_.finish(); }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void update(double fraction, const std::string& note) {
    if (!quiet_) bar_.update(fraction, note, fraction > 0 ? seconds() * (1 - fraction) / fraction : -1.0);
  }
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

 private:
  Progress bar_;
  bool quiet_;
  Clock::time_point begin_ = Clock::now();
};

/// Plays episodes and records them as they are played.
class Recorder {
 public:
  Recorder(const RecordCommand& command, const PictureStyle& style, int framesPerSecond)
      : command_(command),
        framesPerSecond_(framesPerSecond),
        recording_(command.out, style.width, style.height, framesPerSecond),  // refuses before anything is loaded
        picture_(style),
        player_(command.common.device, command.common.threads > 0 ? command.common.threads : availableCores()) {
    namespace fs = std::filesystem;
    if (!command.steps.empty() &&
        fs::absolute(command.steps).lexically_normal() == fs::absolute(command.out).lexically_normal())
      throw Error::usage("two files", "'" + command.steps + "' for both", "--steps-csv");
    if (!command.steps.empty()) steps_.emplace(command.steps);
  }

  void run() {
    const LoadedAgent loaded = loadAgent(command_.common);
    std::vector<std::string> changes = command_.common.set;
    if (!command_.common.algorithm.empty()) changes.push_back(methodChange(loaded.config.algorithm));
    player_.showWorld(loaded.config);
    player_.useAgent(loaded.agent, changes, true, trainedLabel(*loaded.agent));
    player_.setSeed(command_.common.seed);
    if (recording_.kind() == RecordingKind::kPicture)
      takePicture();
    else
      film(player_.view().env->spec());
    finish();
  }

  void print() const {
    if (command_.common.json) {
      json document{{"file", command_.out},
                    {"pictures", recording_.pictures()},
                    {"fps", framesPerSecond_},
                    {"bytes", recording_.bytes()},
                    {"episodes", episodes_}};
      if (steps_) document["steps_csv"] = command_.steps;
      fmt::print("{}\n", jsonText(document, 2));
      return;
    }
    for (std::size_t i = 0; i < episodes_.size(); ++i) {
      const json& episode = episodes_[i];
      fmt::print("episode {}: {} steps, return {}{}\n", i + 1, episode["steps"].get<int>(),
                 plainNumber(episode["return"].get<double>()), episode["success"].get<bool>() ? ", solved" : "");
    }
    const double seconds = static_cast<double>(recording_.pictures()) / framesPerSecond_;
    const std::string length = isFilm(recording_.kind()) ? fmt::format("{:.1f} s, ", seconds) : "";
    fmt::print("{}: {}{} picture{}, {}\n", command_.out, length, recording_.pictures(),
               recording_.pictures() == 1 ? "" : "s", plainBytes(static_cast<double>(recording_.bytes())));
    if (steps_) fmt::print("{}: a row per step\n", command_.steps);
  }

 private:
  void takePicture() {
    player_.advance();
    recording_.add(picture_.draw(searchedMoment(latest()), 0.0));
    writeSteps(true);
  }

  void film(const EnvSpec& spec) {
    Work work("recording", command_.common.json);
    FilmCutter cutter({framesPerSecond_, normalStepsPerSecond(spec) * command_.speed});
    for (int episode = 0; episode < command_.episodes; ++episode) {
      if (episode > 0) player_.nextEpisode(false);
      for (int step = 0;; ++step) {
        cutter.show(latest());
        draw(cutter, work, (episode + static_cast<double>(step) / spec.stepLimit) / command_.episodes);
        if (player_.finished()) break;
        player_.advance();
      }
      const PlayerView view = player_.view();
      episodes_.push_back({{"steps", view.frames.size()}, {"return", view.episodeReturn}, {"success", view.success}});
      writeSteps(episode == 0);
    }
  }

  /// Of the episode just played; `first`: none came before it.
  void writeSteps(bool first) const {
    if (!steps_) return;
    const std::string table = episodeTable(player_.view(), first);
    const std::vector<std::uint8_t> bytes(table.begin(), table.end());
    steps_->write(bytes);
  }

  void draw(FilmCutter& cutter, Work& work, double fraction) {
    while (const auto moment = cutter.next()) {
      if (interrupted != 0) stop();
      recording_.add(picture_.draw(*moment, cutter.interval()));
      work.update(fraction, fmt::format("{} pictures, {:.0f} a second", recording_.pictures(),
                                        recording_.pictures() / std::max(work.seconds(), 1e-3)));
    }
  }

  void finish() {
    Work work("writing", command_.common.json);
    const bool done = recording_.finish([&work](double fraction) {
      work.update(fraction, "");
      return interrupted == 0;
    });
    if (!done) stop();
    if (steps_) steps_->keep();
  }

  [[noreturn]] void stop() const {
    throw Error("a recording that ends by itself",
                recording_.kind() == RecordingKind::kPictures
                    ? fmt::format("an interruption after {} pictures", recording_.pictures())
                    : "an interruption: nothing was written",
                command_.out);
  }

  [[nodiscard]] std::shared_ptr<const PlayerView> latest() const {
    return std::make_shared<PlayerView>(player_.view());
  }

  const RecordCommand& command_;
  int framesPerSecond_;
  Recording recording_;
  EpisodePicture picture_;
  EpisodePlayer player_;
  std::optional<WholeFile> steps_;
  json episodes_ = json::array();
};

void record(const RecordCommand& command) {
  const RecordingKind kind = recordingKind(command.out);
  const int rate = command.framesPerSecond > 0 ? command.framesPerSecond : usualFramesPerSecond(kind);
  if (!command.common.env.empty()) static_cast<void>(findEnv(command.common.env));
  std::signal(SIGINT, onRecordInterrupt);
  std::signal(SIGTERM, onRecordInterrupt);
  Recorder recorder(command, styleOf(command, kind), rate);
  recorder.run();
  recorder.print();
}

#else

void record(const RecordCommand&) {
  throw Error("a program that can draw", "one built without OpenGL (spolab doctor says what is missing)", "record");
}

#endif

}  // namespace

void addRecord(CLI::App& app) {
  auto command = std::make_shared<RecordCommand>();
  CLI::App* sub = app.add_subcommand("record", "Record episodes as a film or a picture; needs no display");
  sub->add_option("--out", command->out, "File to write: .gif, .mp4, .png (the first decision) or walk-%04d.png")
      ->type_name("FILE")
      ->required();
  command->common.bindEnv(*sub);
  command->common.bindAgent(*sub);
  command->common.bindAlgorithm(*sub);
  sub->add_option("--episodes", command->episodes, "Episodes, one after another")
      ->type_name("N")
      ->check(whole(1, 10000))
      ->capture_default_str();
  sub->add_option("--steps-csv", command->steps, "Also a table of the steps: action, reward, value, surprise, ESS, …")
      ->type_name("FILE");
  sub->add_option("--size", command->size, "Pixels; 960x600 for .gif, else 1280x800")->type_name("WxH");
  sub->add_option("--fps", command->framesPerSecond, "Pictures per second; 20 for .gif, else 30")
      ->type_name("F")
      ->check(whole(1, 120));
  sub->add_option("--speed", command->speed, "Multiple of the natural pace: a move a second, bodies in real time")
      ->type_name("X")
      ->check(number(0.05, 64.0))
      ->capture_default_str();
  sub->add_flag("--light,!--dark", command->light, "Light colours instead of dark ones");
  sub->add_flag("--futures,!--no-futures", command->futures, "What the search imagines, on the world (as usual)");
  sub->add_flag("--panels,!--no-panels", command->panels, "River and decision beside the world (as usual)");
  command->common.bindSet(*sub);
  command->common.bindSeed(*sub);
  command->common.bindDevice(*sub);
  command->common.bindJson(*sub);
  sub->footer(
      "Files appear when they are complete; Ctrl-C leaves none. Greedy, without root noise, as the studio plays.\n"
      "Example: spolab record --env sokoban --out sokoban.gif --size 800x500");
  sub->callback([command] { record(*command); });
}

}  // namespace spolab::cli
