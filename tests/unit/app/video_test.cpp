// Films as they come out: decoded again, they have the pictures that went in.
#include <algorithm>
#include <array>
#include <cstdlib>

#include <QTemporaryDir>
#include <QTest>

#include "app/episode/recording.h"
#include "core/base/error.h"
#include "render/video_writer.h"
#include "tests/support/files.h"
#include "tests/support/video_frames.h"

using namespace spolab;
using namespace spolab::test;

namespace {

using Rgb = std::array<int, 3>;

const std::array<Rgb, 3> kGrounds{Rgb{200, 40, 40}, Rgb{30, 160, 60}, Rgb{40, 60, 210}};
constexpr Rgb kBar{240, 230, 60};

/// One colour with an upright bar that wanders to the right.
Image picture(int width, int height, int number) {
  Image image{width, height, {}};
  image.pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  const Rgb& ground = kGrounds[static_cast<std::size_t>(number) % kGrounds.size()];
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const Rgb& colour = x / 16 == number % (width / 16) ? kBar : ground;
      for (const int part : colour) image.pixels.push_back(static_cast<std::uint8_t>(part));
      image.pixels.push_back(255);
    }
  return image;
}

/// Largest difference of a colour part at a point.
int distanceAt(const Image& image, int x, int y, const Rgb& wanted) {
  int largest = 0;
  const auto at =
      (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)) * 4;
  for (std::size_t part = 0; part < 3; ++part)
    largest = std::max(largest, std::abs(image.pixels[at + part] - wanted[part]));
  return largest;
}

/// Message of the Error that `call` throws; "" when it throws none.
template <typename Call>
std::string messageOf(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

/// Bytes of noise, which no encoder makes small.
Image noise(int width, int height, unsigned seed) {
  Image image{width, height, {}};
  image.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  for (std::uint8_t& byte : image.pixels)
    byte = static_cast<std::uint8_t>((seed = seed * 1664525u + 1013904223u) >> 24);
  return image;
}

}  // namespace

class VideoTest : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }
  [[nodiscard]] int files() const {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path().toStdString()))
      ++count;
    return count;
  }

 private Q_SLOTS:
  void cleanup() {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path().toStdString()))
      std::filesystem::remove(entry);
  }

  void decodesToWhatWentIn_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("rate");
    QTest::addColumn<int>("tolerance");
    QTest::newRow("mp4") << "a.mp4" << 128 << 96 << 30 << 12;
    QTest::newRow("mp4, odd sides") << "a.mp4" << 129 << 97 << 24 << 12;
    QTest::newRow("gif") << "a.gif" << 128 << 96 << 20 << 8;
    QTest::newRow("gif, odd sides, thirds of a hundredth") << "a.GIF" << 129 << 97 << 30 << 8;
  }
  void decodesToWhatWentIn() {
    QFETCH(QString, name);
    QFETCH(int, width);
    QFETCH(int, height);
    QFETCH(int, rate);
    QFETCH(int, tolerance);
    constexpr int kPictures = 13;
    const std::filesystem::path file = path(name.toStdString());
    Recording recording(file, width, height, rate);
    for (int i = 0; i < kPictures; ++i) recording.add(picture(width, height, i));
    QVERIFY(!std::filesystem::exists(file));
    QVERIFY(recording.finish());
    QCOMPARE(recording.bytes(), std::filesystem::file_size(file));
    QCOMPARE(files(), 1);
    const bool even = recording.kind() == RecordingKind::kMp4;
    const DecodedVideo video = decodeVideo(file);
    QCOMPARE(video.width, even ? width + width % 2 : width);
    QCOMPARE(video.height, even ? height + height % 2 : height);
    QCOMPARE(static_cast<int>(video.pictures.size()), kPictures);
    QVERIFY2(std::abs(video.seconds - static_cast<double>(kPictures) / rate) < 0.04,
             qPrintable(QString::number(video.seconds)));
    for (int i = 0; i < kPictures; ++i) {
      const Image& image = video.pictures[static_cast<std::size_t>(i)];
      const int bar = i % (width / 16);
      const int elsewhere = (bar + 3) % (width / 16);
      for (const int y : {3, height / 2, height - 2}) {
        QVERIFY2(distanceAt(image, bar * 16 + 8, y, kBar) <= tolerance, qPrintable(QString::number(i)));
        const Rgb& ground = kGrounds[static_cast<std::size_t>(i) % kGrounds.size()];
        QVERIFY2(distanceAt(image, elsewhere * 16 + 8, y, ground) <= tolerance, qPrintable(QString::number(i)));
      }
    }
  }

  /// Where x264 is missing another encoder serves.
  void otherEncodersServe() {
    VideoOptions options;
    options.width = 128;
    options.height = 96;
    options.encoders = {"no-such-encoder", "mpeg4"};
    const auto writer = openVideo(path("b.mp4"), options);
    for (int i = 0; i < 5; ++i) writer->add(picture(128, 96, i));
    QVERIFY(writer->finish());
    writer->verify();
    const DecodedVideo video = decodeVideo(path("b.mp4"));
    QCOMPARE(static_cast<int>(video.pictures.size()), 5);
    QVERIFY(distanceAt(video.pictures[1], 70, 40, kGrounds[1]) <= 16);
    options.encoders = {"no-such-encoder"};
    QVERIFY(messageOf([&] { openVideo(path("c.mp4"), options); }).find("no-such-encoder") != std::string::npos);
  }

  void aShortFilmIsNoticed() {
    VideoOptions options;
    options.format = VideoFormat::kGif;
    options.width = 64;
    options.height = 64;
    const auto writer = openVideo(path("d.gif"), options);
    for (int i = 0; i < 6; ++i) writer->add(picture(64, 64, i));
    QVERIFY(writer->finish());
    writer->verify();
    const std::string bytes = readFile(path("d.gif"));
    writeFile(path("d.gif"), bytes.substr(0, bytes.size() / 2));
    QVERIFY(!messageOf([&] { writer->verify(); }).empty());
  }

  void aFullDiskLeavesNothing_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"full.gif", "full.mp4", "full.png", "full-%d.png"}) QTest::newRow(name) << name;
  }
  void aFullDiskLeavesNothing() {
    QFETCH(QString, name);
    const std::filesystem::path file = path(name.toStdString());
    writeFile(path("full.mp4"), "what was there before");
    const std::string message = messageOf([&] {
      const FullDisk disk(20000);
      Recording recording(file, 256, 256, 20);
      for (unsigned i = 0; i < 8; ++i) recording.add(noise(256, 256, i));
      recording.finish();
    });
    QVERIFY2(message.find(path("full").string()) != std::string::npos, message.c_str());
    QVERIFY2(message.find("File too large") != std::string::npos, message.c_str());
    QCOMPARE(files(), 1);
    QCOMPARE(readFile(path("full.mp4")), std::string("what was there before"));
  }

  void abandonedLeavesNothing() {
    for (const char* name : {"gone.gif", "gone.mp4"}) {
      Recording recording(path(name), 64, 64, 20);
      recording.add(picture(64, 64, 1));
    }
    Recording recording(path("stopped.gif"), 64, 64, 20);
    for (int i = 0; i < 3; ++i) recording.add(picture(64, 64, i));
    QVERIFY(!recording.finish([](double) { return false; }));
    QCOMPARE(files(), 0);
  }

  void picturesAreNumbered() {
    Recording recording(path("walk-%03d.png"), 64, 64, 20);
    for (int i = 0; i < 2; ++i) recording.add(picture(64, 64, i));
    QVERIFY(recording.finish());
    QCOMPARE(loadPng(path("walk-002.png")).pixels, picture(64, 64, 1).pixels);
    QVERIFY(std::filesystem::exists(path("walk-001.png")));
    QCOMPARE(files(), 2);
  }

  void refusals_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("side");
    QTest::addColumn<int>("rate");
    QTest::addColumn<QString>("part");
    QTest::newRow("ending") << "a.mov" << 64 << 20 << ".gif, .mp4 or .png";
    QTest::newRow("no ending") << "gif" << 64 << 20 << "no ending";
    QTest::newRow("too small") << "a.gif" << 63 << 20 << "63x63";
    QTest::newRow("too large") << "a.gif" << 8193 << 20 << "8193";
    QTest::newRow("too fast for a GIF") << "a.gif" << 64 << 51 << "1 to 50";
    QTest::newRow("no such folder") << "/nowhere/a.gif" << 64 << 20 << "/nowhere/a.gif";
    QTest::newRow("numbered, no such folder") << "/nowhere/a%d.png" << 64 << 20 << "/nowhere/a1.png";
  }
  void refusals() {
    QFETCH(QString, file);
    QFETCH(int, side);
    QFETCH(int, rate);
    QFETCH(QString, part);
    const std::filesystem::path name = path(file.toStdString());  // an absolute one stays as it is
    const std::string message = messageOf([&] { const Recording recording(name, side, side, rate); });
    QVERIFY2(message.find(part.toStdString()) != std::string::npos, message.c_str());
    QCOMPARE(files(), 0);
  }
};

QTEST_GUILESS_MAIN(VideoTest)
#include "video_test.moc"
