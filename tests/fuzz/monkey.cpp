#include "monkey.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>

#include <QAbstractButton>
#include <QApplication>
#include <QDrag>
#include <QFileDialog>
#include <QPointer>
#include <QTest>

#include "app/studio/error_dialog.h"
#include "app/studio/stage/stage_window.h"
#include "app/studio/watch_controller.h"
#include "monkey_watch.h"

namespace spolab::test {
namespace {

namespace fs = std::filesystem;

constexpr int kStormOfErrors = 40;

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void write(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string beginning(const fs::path& file, std::size_t bytes) {
  std::ifstream in(file, std::ios::binary);
  std::string text(bytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

}  // namespace

Monkey::Monkey(std::uint64_t seed) : seed_(seed) {
  writeFiles();
  makeWindow();
}

Monkey::~Monkey() = default;

void Monkey::makeWindow() {
  window_.reset();
  window_ = std::make_unique<MainWindow>(true);
  window_->open({});
  hidden_ = false;
}

/// Nothing outside this folder is ever chosen in a file dialog.
void Monkey::writeFiles() {
  const fs::path place = place_.path().toStdString(), assets = fs::path(SPOLAB_SOURCE_DIR) / "assets";
  fs::current_path(place);
  const fs::path agent = assets / "agents" / "rubiks-cube.safetensors";
  const auto add = [&](const std::string& name, const std::string& text) {
    write(place / name, text);
    files_.push_back(place / name);
  };
  for (const char* world : {"rubiks-cube", "sokoban", "snake", "half-cheetah"})
    fs::copy_file(assets / "agents" / (std::string(world) + ".safetensors"),
                  files_.emplace_back(place / (std::string(world) + ".safetensors")));
  add("cut.safetensors", beginning(agent, 40000));
  add("head.safetensors", beginning(agent, 5));
  add("empty.safetensors", "");
  add("noise.safetensors", std::string(3000, '\xfe'));
  add("picture.png", "\x89PNG\r\n nothing");
  add("text.txt", "no agent");
  add("small.xsb", "#####\n#@$.#\n#####\n");
  add("bad.xsb", "####\n#@@$$\n");
  add("noise.xsb", std::string(2000, '$'));
  add("empty.xsb", "");
  fs::copy_file(assets / "levels" / "spolab.xsb", files_.emplace_back(place / "many.xsb"));
  fs::create_directories(files_.emplace_back(place / "empty-folder"));
  fs::create_directories(files_.emplace_back(place / "bad-run"));
  write(place / "bad-run" / "config.toml", "= [");
  fs::create_directories(files_.emplace_back(place / "levels"));
  write(place / "levels" / "a.xsb", "#####\n#@$.#\n#####\n");
  files_.push_back(place / "not-there.safetensors");
  files_.push_back(place / "ünïcode ✓.safetensors");
}

void Monkey::play(double time, std::function<void()> done) {
  until_ = seconds() + time;
  done_ = std::move(done);
  QTimer::singleShot(0, this, &Monkey::tick);
}

/// The next one is asked for first: this one may end in a dialog's event loop.
void Monkey::tick() {
  over_ = seconds() > until_;
  const bool covered = QApplication::activeModalWidget() != nullptr || QApplication::activePopupWidget() != nullptr;
  if (depth_ > 0 && !covered) {          // a deed is not finished yet
    if (++waits_ > 30) QDrag::cancel();  // of text, say: it waits for a real mouse
    QTimer::singleShot(15, this, &Monkey::tick);
    return;
  }
  if (over_ && depth_ == 0 && !dismiss()) {
    done_();
    return;
  }
  Rng rng(seed_, Stream::kTest, 0, steps_++);
  const int pause = rng.below(8) == 0 ? static_cast<int>(rng.below(250)) : static_cast<int>(rng.below(12));
  waits_ = 0;
  QTimer::singleShot(pause, this, &Monkey::tick);
  ++depth_;
  if (over_)
    dismiss();
  else
    step(rng);
  --depth_;
  inspect();
}

/// After every event.
void Monkey::inspect() {
  if (!window_->errors().isVisible()) return;
  const QString message = window_->errors().message();
  if (message.count(QLatin1Char('\n')) > kStormOfErrors)
    Findings::add("a storm of errors: " + message.right(300).toStdString());
}

/// Closes what lies over the window; false when nothing does.
bool Monkey::dismiss() {
  QWidget* over = QApplication::activePopupWidget();
  if (over == nullptr) over = QApplication::activeModalWidget();
  if (over == nullptr) return false;
  if (over->objectName() == QLatin1String("closing")) return true;  // ends by itself
  EventLog::note(std::string("dismiss ") + over->metaObject()->className());
  if (auto* dialog = qobject_cast<QDialog*>(over))
    dialog->reject();
  else
    over->close();
  return true;
}

bool Monkey::answerFileDialog(Rng& rng) {
  auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
  if (dialog == nullptr) {
    // A question that stands over it is about one of our files.
    return false;
  }
  const fs::path place = place_.path().toStdString();
  const fs::path file = rng.below(3) == 0 ? place / ("new" + std::to_string(rng.below(4)))
                                          : files_[rng.below(static_cast<std::uint32_t>(files_.size()))];
  const bool accept = rng.below(3) != 0;
  EventLog::note("file dialog: " + (accept ? file.string() : std::string("cancel")));
  if (!accept) {
    dialog->reject();
    return true;
  }
  dialog->setDirectory(QString::fromStdString(place.string()));
  dialog->selectFile(QString::fromStdString(file.string()));
  QMetaObject::invokeMethod(dialog, "accept");
  if (dialog->isVisible() && QApplication::activeModalWidget() == dialog) dialog->reject();
  return true;
}

bool Monkey::answerPopup(Rng& rng) {
  QWidget* popup = QApplication::activePopupWidget();
  if (popup == nullptr) return false;
  if (rng.below(3) == 0 || popup->windowHandle() == nullptr || popup->width() < 1 || popup->height() < 1)
    return dismiss();
  const QPoint at(static_cast<int>(rng.below(static_cast<std::uint32_t>(popup->width()))),
                  static_cast<int>(rng.below(static_cast<std::uint32_t>(popup->height()))));
  EventLog::note("click in popup " + popup->objectName().toStdString() + " at " + std::to_string(at.x()) + "," +
                 std::to_string(at.y()));
  const QPointer<QWindow> handle = popup->windowHandle();
  QTest::mouseMove(handle, at);
  if (handle) QTest::mouseClick(handle, Qt::LeftButton, {}, at);  // a move may close a popup
  return true;
}

void Monkey::step(Rng& rng) {
  if (answerFileDialog(rng) || answerPopup(rng)) return;
  const bool modal = QApplication::activeModalWidget() != nullptr;
  if (modal && rng.below(4) == 0) {
    dismiss();
    return;
  }
  if (!modal && !window_->isVisible() && !hidden_ && depth_ == 1) {
    EventLog::note("a new window");
    if (onRebirth) onRebirth(true);
    makeWindow();
    if (onRebirth) onRebirth(false);
    return;
  }
  static constexpr struct {
    Deed deed;
    std::uint32_t weight;
  } kDeeds[] = {{&Monkey::mouse, 40}, {&Monkey::stageMouse, 22}, {&Monkey::key, 22},  {&Monkey::type, 4},
                {&Monkey::menu, 10},  {&Monkey::resize, 4},      {&Monkey::docks, 2}, {&Monkey::mode, 7},
                {&Monkey::world, 3},  {&Monkey::training, 8},    {&Monkey::storm, 1}, {&Monkey::slide, 4},
                {&Monkey::drop, 4},   {&Monkey::look, 2},        {&Monkey::hide, 2},  {&Monkey::close, 1}};
  std::uint32_t total = 0;
  for (const auto& entry : kDeeds) total += entry.weight;
  std::uint32_t drawn = rng.below(total);
  for (const auto& entry : kDeeds) {
    if (drawn < entry.weight) {
      (this->*entry.deed)(rng);
      return;
    }
    drawn -= entry.weight;
  }
}

}  // namespace spolab::test
