// How an episode becomes a film: which moments, and what they look like.
#include <thread>

#include <QTest>

#include "app/episode/episode_film.h"
#include "core/plan/uniform_evaluator.h"

using namespace spolab;

namespace {

std::shared_ptr<const Env> envOf(const std::string& id) { return findEnv(id).config()->make(); }

/// An episode of searches with a network that knows nothing.
PlayerView playedEpisode(const std::string& id, int decisions, bool finished) {
  RunConfig config(id, "spo");
  config.applyOverrides({"planner.particles=6", "planner.horizon=3", "learner.epsilon_eta=0.5"});
  PlayerView view;
  view.env = envOf(id);
  view.ready = true;
  view.trained = true;
  view.parameters = "nobody";
  const auto planner = config.planner->make(*view.env);
  UniformEvaluator evaluator(view.env->spec());
  WorkerPool pool(1);
  Decisions out;
  std::vector<std::byte> state(view.env->spec().stateBytes);
  Rng rng(1, Stream::kReset, 0);
  view.env->reset(state, rng);
  view.start = state;
  const std::uint32_t zero = 0;
  for (std::uint32_t step = 0; step < static_cast<std::uint32_t>(decisions); ++step) {
    auto frame = std::make_shared<PlayerFrame>();
    frame->step = static_cast<int>(step);
    frame->before = state;
    planner->plan({state, 1, {&zero, 1}, {&step, 1}}, evaluator, pool, out, {&frame->trace, 1});
    frame->action = out.chosenActions;
    frame->result = view.env->step(state, frame->action);
    frame->after = state;
    view.episodeReturn += frame->result.reward;
    view.frames.push_back(std::move(frame));
  }
  view.finished = finished;
  if (finished) view.episodesPlayed = 1;
  return view;
}

std::vector<Moment> momentsOf(const PlayerView& view, const FilmPace& pace) {
  FilmCutter cutter(pace);
  std::vector<Moment> moments;
  for (int done = 1; done <= static_cast<int>(view.frames.size()); ++done) {
    cutter.show(episodeUpTo(view, done));
    while (const auto moment = cutter.next()) moments.push_back(*moment);
  }
  return moments;
}

PictureStyle smallStyle() {
  PictureStyle style;
  style.width = 240;
  style.height = 160;
  return style;
}

}  // namespace

class FilmTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hasTheLengthItPromises_data() {
    QTest::addColumn<int>("rate");
    QTest::addColumn<double>("speed");
    QTest::addColumn<bool>("finished");
    QTest::newRow("usual") << 30 << 1.0 << true;
    QTest::newRow("goes on") << 20 << 1.0 << false;
    QTest::newRow("slow") << 10 << 0.3 << true;
    QTest::newRow("several decisions a picture") << 5 << 16.0 << true;
  }
  void hasTheLengthItPromises() {
    QFETCH(int, rate);
    QFETCH(double, speed);
    QFETCH(bool, finished);
    const PlayerView view = playedEpisode("rubiks-cube", 4, finished);
    const FilmPace pace{rate, speed};
    const double promised = filmSeconds(4, finished, pace) * rate;
    const auto pictures = static_cast<double>(momentsOf(view, pace).size());
    QVERIFY2(std::abs(pictures - promised) <= 1.0, qPrintable(QString("%1 %2").arg(pictures).arg(promised)));
  }

  /// The search opens, then the action is carried out; the last moment is the end of the episode.
  void everyDecisionIsThoughtThenDone() {
    const PlayerView view = playedEpisode("rubiks-cube", 3, true);
    const std::vector<Moment> moments = momentsOf(view, {30, 1.0});
    QCOMPARE(moments.front().depths, 0.0f);
    QCOMPARE(moments.front().fraction, 0.0f);
    int seen = 0;
    for (std::size_t i = 1; i < moments.size(); ++i) {
      const Moment &before = moments[i - 1], &after = moments[i];
      QVERIFY(after.live);
      QVERIFY(after.fraction == 0.0f || after.depths == static_cast<float>(after.frame->trace.depths));
      if (before.frame == after.frame) {
        QVERIFY(after.depths >= before.depths && after.fraction >= before.fraction);
      } else {
        QCOMPARE(after.frame->step, before.frame->step + 1);
        QCOMPARE(before.fraction, 1.0f);
        ++seen;
      }
    }
    QCOMPARE(seen, 2);
    QCOMPARE(moments.back().fraction, 1.0f);
    QVERIFY(moments.back().view->finished);
    QVERIFY(!moments.front().view->finished);
  }

  /// A body goes evenly through its states, in real time.
  void bodiesMoveEvenly() {
    const auto env = envOf("half-cheetah");
    const double stepsPerSecond = 1.0 / env->spec().secondsPerStep;
    const int perStep = 4;
    const PlayerView view = playedEpisode("half-cheetah", 3, false);
    const auto rate = static_cast<int>(std::lround(perStep * stepsPerSecond));
    std::vector<Moment> moments = momentsOf(view, {rate, stepsPerSecond});
    moments.erase(moments.begin(), moments.end() - 3 * perStep);
    for (std::size_t i = 0; i < moments.size(); ++i) {
      const float wanted = static_cast<float>(i % perStep) / static_cast<float>(perStep);
      QVERIFY2(std::abs(moments[i].fraction - wanted) < 0.01f, qPrintable(QString::number(moments[i].fraction)));
      QCOMPARE(moments[i].frame->step, static_cast<int>(i) / perStep);
    }
  }

  void anEarlierPartKnowsNothingOfTheEnd() {
    PlayerView view = playedEpisode("rubiks-cube", 3, true);
    view.success = true;
    view.episodesPlayed = 4;
    view.episodesSolved = 3;
    view.returnSum = 5.0;
    view.episodeReturn = 1.0f;
    const auto part = episodeUpTo(view, 2);
    QVERIFY(!part->finished && !part->success);
    QCOMPARE(part->frames.size(), std::size_t{2});
    QCOMPARE(part->episodesPlayed, 3);
    QCOMPARE(part->episodesSolved, 2);
    QCOMPARE(part->returnSum, 4.0);
    QVERIFY(episodeUpTo(view, 3)->success);
  }

  /// What the agent thinks of the state on screen is no part of what led there.
  void decisionsAloneAreShown() {
    PlayerView view = playedEpisode("rubiks-cube", 3, false);
    auto thought = std::make_shared<PlayerFrame>(*view.frames.back());
    thought->step = 3;
    thought->before = view.frames.back()->after;
    thought->after.clear();
    view.personPlays = true;
    view.thought = std::move(thought);
    int last = -1;
    for (const Moment& moment : momentsOf(view, {20, 1.0})) {
      QVERIFY(moment.frame);
      QVERIFY(moment.frame->step < static_cast<int>(moment.view->frames.size()));
      last = std::max(last, moment.frame->step);
    }
    QCOMPARE(last, 2);
  }

  void picturesSayWhatTheyShow() {
    const PlayerView view = playedEpisode("sokoban", 2, false);
    const Moment moment = searchedMoment(episodeUpTo(view, 1));
    const auto drawn = [&](const PictureStyle& style) { return EpisodePicture(style).draw(moment, 0.0); };
    PictureStyle style = smallStyle();
    const Image plain = drawn(style);
    QCOMPARE(plain.width, style.width);
    QCOMPARE(plain.height, style.height);
    QVERIFY(drawn(style).pixels == plain.pixels);
    style.dark = false;
    QVERIFY(drawn(style).pixels != plain.pixels);
    style = smallStyle();
    style.futures = false;
    QVERIFY(drawn(style).pixels != plain.pixels);
    style = smallStyle();
    style.width = 900;
    style.height = 600;
    const Image panels = drawn(style);
    style.panels = false;
    QVERIFY(drawn(style).pixels != panels.pixels);
  }

  /// A film of the window looks at the world as a person does there.
  void picturesLookAsTheWindowDoes() {
    const PlayerView view = playedEpisode("rubiks-cube", 1, false);
    const Moment moment = searchedMoment(episodeUpTo(view, 1));
    PictureStyle style = smallStyle();
    style.futures = false;
    const auto drawn = [&] { return EpisodePicture(style).draw(moment, 0.0).pixels; };
    const auto plain = drawn();
    style.hiddenFaces = true;
    QVERIFY(drawn() != plain);
    style.hiddenFaces = false;
    Scene scene;
    view.env->draw(view.start, {}, 0.0f, scene);
    style.camera.emplace();
    style.camera->setMotion(false);
    style.camera->reset(scene.camera);
    QVERIFY2(drawn() == plain, "as the world suggests");
    style.camera->orbit(60.0f, 10.0f, 400.0f);
    QVERIFY(drawn() != plain);
  }

  /// Another camera follows a body as well: it stays in the picture.
  void aTurnedCameraFollows() {
    const PlayerView view = playedEpisode("half-cheetah", 3, false);
    PictureStyle style = smallStyle();
    style.futures = false;
    Scene scene;
    view.env->draw(view.start, {}, 0.0f, scene);
    OrbitCamera elsewhere;
    elsewhere.setMotion(false);
    scene.camera.target.x += 500.0f;
    elsewhere.reset(scene.camera);
    style.camera = elsewhere;
    const Moment moment = searchedMoment(episodeUpTo(view, 1));
    EpisodePicture picture(style);
    style.camera.reset();
    const Image followed = picture.draw(moment, 0.0), plain = EpisodePicture(style).draw(moment, 0.0);
    std::size_t others = 0;  // 500 m away the target has fewer digits behind the point
    for (std::size_t i = 0; i < plain.pixels.size(); ++i)
      others += std::abs(int{followed.pixels[i]} - int{plain.pixels[i]}) > 8 ? 1 : 0;
    QVERIFY2(others < plain.pixels.size() / 100, qPrintable(QString::number(others)));
  }

  void theUpdatedPolicyIsThatOfItsDecision() {
    PlayerView view = playedEpisode("rubiks-cube", 3, false);
    QVERIFY(updatedPolicyOf(&view, view.frames.back().get()).empty());
    view.updatedPolicy.assign(18, 1.0f / 18.0f);
    view.updatedAt = 1;
    QCOMPARE(updatedPolicyOf(&view, view.frames[1].get()).size(), std::size_t{18});
    QVERIFY(updatedPolicyOf(&view, view.frames[2].get()).empty());
    QVERIFY(updatedPolicyOf(nullptr, view.frames[1].get()).empty());
    view.updatedAt = 7;
    QVERIFY(updatedPolicyOf(&view, view.frames[1].get()).empty());
  }

  /// A film is drawn behind the window: several threads draw at once, and none disturbs another.
  void threadsDrawSideBySide() {
    const PlayerView view = playedEpisode("rubiks-cube", 1, false);
    const Moment moment = searchedMoment(episodeUpTo(view, 1));
    PictureStyle style = smallStyle();
    style.width = 840;
    style.height = 540;
    const Image alone = EpisodePicture(style).draw(moment, 0.0);
    std::array<Image, 3> together;
    {
      std::vector<std::jthread> threads;
      for (Image& image : together)
        threads.emplace_back([&] {
          for (int i = 0; i < 4; ++i) {
            EpisodePicture picture(style);
            image = picture.draw(moment, 0.0);
          }
        });
    }
    for (const Image& image : together) QVERIFY(image.pixels == alone.pixels);
  }
};

QTEST_GUILESS_MAIN(FilmTest)
#include "film_test.moc"
