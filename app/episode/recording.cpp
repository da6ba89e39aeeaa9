#include "app/episode/recording.h"

#include <algorithm>
#include <cctype>
#include <regex>
#include <utility>

#include <fmt/format.h>

#include "app/episode/whole_file.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "render/video_writer.h"

namespace spolab {
namespace {

constexpr int kGifFastest = 50;
constexpr int kFastest = 120;

/// A place for a number as printf writes it: "%d", "%04d".
const std::regex& numberPattern() {
  static const std::regex pattern("%(0?)([1-9]?)d");
  return pattern;
}

/// "walk-%04d.png" and 7 → "walk-0007.png".
std::filesystem::path numbered(const std::filesystem::path& file, int number) {
  const std::string name = file.filename().string();
  std::smatch match;
  SPOLAB_CHECK(std::regex_search(name, match, numberPattern()));
  const auto width = match[2].matched && match.length(2) > 0 ? static_cast<std::size_t>(std::stoi(match[2])) : 0;
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), match.length(1) > 0 ? '0' : ' ');
  return file.parent_path() / (match.prefix().str() + digits + match.suffix().str());
}

std::uintmax_t savePicture(const Image& image, const std::filesystem::path& name) {
  WholeFile file(name);
  const std::vector<std::uint8_t> bytes = pngBytes(image);
  file.write(bytes);
  file.keep();
  return bytes.size();
}

}  // namespace

RecordingKind recordingKind(const std::filesystem::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  if (ending == ".gif") return RecordingKind::kGif;
  if (ending == ".mp4") return RecordingKind::kMp4;
  if (ending == ".png")
    return std::regex_search(file.filename().string(), numberPattern()) ? RecordingKind::kPictures
                                                                        : RecordingKind::kPicture;
  throw Error::usage("a file that ends in .gif, .mp4 or .png", ending.empty() ? "no ending" : "'" + ending + "'",
                     file.string());
}

int mostFramesPerSecond(RecordingKind kind) { return kind == RecordingKind::kGif ? kGifFastest : kFastest; }

int usualFramesPerSecond(RecordingKind kind) { return kind == RecordingKind::kGif ? 20 : 30; }

struct Recording::Film {
  explicit Film(const std::filesystem::path& name) : file(name) {}
  WholeFile file;
  std::unique_ptr<VideoWriter> writer;
};

Recording::Recording(std::filesystem::path file, int width, int height, int framesPerSecond)
    : file_(std::move(file)), kind_(recordingKind(file_)) {
  if (std::min(width, height) < kSmallestSide || std::max(width, height) > kLargestSide)
    throw Error::usage(fmt::format("{} to {} pixels along each side", kSmallestSide, kLargestSide),
                       fmt::format("{}x{}", width, height), "the size");
  if (framesPerSecond < 1 || framesPerSecond > mostFramesPerSecond(kind_))
    throw Error::usage(fmt::format("1 to {} pictures per second", mostFramesPerSecond(kind_)),
                       std::to_string(framesPerSecond), file_.filename().string());
  if (!isFilm(kind_)) {
    const WholeFile probe(kind_ == RecordingKind::kPicture ? file_ : numbered(file_, 1));  // fails now, not at the end
    return;
  }
  VideoOptions options;
  options.format = kind_ == RecordingKind::kGif ? VideoFormat::kGif : VideoFormat::kMp4;
  options.width = width;
  options.height = height;
  options.framesPerSecond = framesPerSecond;
  options.name = file_.string();
  film_ = std::make_unique<Film>(file_);
  film_->writer = openVideo(film_->file.temporary(), options);
}

Recording::~Recording() = default;

void Recording::add(const Image& image) {
  ++pictures_;
  if (film_)
    film_->writer->add(image);
  else
    bytes_ += savePicture(image, kind_ == RecordingKind::kPicture ? file_ : numbered(file_, pictures_));
}

bool Recording::finish(const std::function<bool(double fraction)>& progress) {
  if (!film_) return true;
  SPOLAB_CHECK(pictures_ > 0);
  const bool done = film_->writer->finish(progress);
  if (done) {
    film_->writer->verify();
    bytes_ = std::filesystem::file_size(film_->file.temporary());
    film_->file.keep();
  }
  film_.reset();
  return done;
}

}  // namespace spolab
