#include "core/config/run_config.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <string>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/settings.h"

using namespace spolab;
using test::contains;
using test::usageErrorOf;

namespace {

RunConfig resolved(const std::vector<std::string>& overrides = {}, const std::filesystem::path& file = {}) {
  return RunConfig::resolve("rubiks-cube", "spo", "laptop", file, overrides);
}

std::filesystem::path writeFile(const QTemporaryDir& folder, const std::string& text) {
  const std::filesystem::path file = folder.filePath("settings.toml").toStdString();
  std::ofstream(file) << text;
  return file;
}

}  // namespace

class RunConfigTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyPresetResolves_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("name");
    for (const PresetEntry& p : listPresets()) {
      QTest::addRow("%s %s %s", p.env.c_str(), p.algorithm.c_str(), p.name.c_str())
          << QString::fromStdString(p.env) << QString::fromStdString(p.algorithm) << QString::fromStdString(p.name);
    }
  }
  void everyPresetResolves() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    QFETCH(QString, name);
    const RunConfig config = RunConfig::resolve(env.toStdString(), algorithm.toStdString(), name.toStdString(), {}, {});
    QCOMPARE(config.preset, name.toStdString());
    config.validate();
    QVERIFY(config.makeEnv()->spec().actionCount() > 0 || config.makeEnv()->spec().actionDims > 0);
    // What a run writes beside itself reads back as the same settings, and they hold together too.
    const RunConfig back = RunConfig::fromToml(config.toml(), "the test");
    back.validate();
    QCOMPARE(back.toml(), config.toml());
    RunConfig play = config.clone();
    play.usePlayDefaults();
    play.validate();
  }

  /// SPO, Table 3: its discrete column for the puzzles, its continuous one for the bodies.
  void paperPresetsAreTheTable_data() {
    QTest::addColumn<QString>("env");
    for (const char* env : {"rubiks-cube", "sokoban", "half-cheetah", "hopper", "walker2d", "ant", "humanoid"})
      QTest::newRow(env) << env;
  }
  void paperPresetsAreTheTable() {
    QFETCH(QString, env);
    if (std::ranges::none_of(envRegistry(), [&](const EnvEntry& entry) { return entry.id == env.toStdString(); }))
      QSKIP("this world needs a library that is missing here");
    const bool discrete = env == "rubiks-cube" || env == "sokoban";
    std::map<std::string, double> table = {
        {"train.learning_rate", 3e-4}, {"train.replay", 65536},       {"learner.gamma", 0.99},
        {"learner.gae_lambda", 0.95},  {"learner.target_rate", 5e-3}, {"learner.max_grad_norm", 0.5},
        {"planner.particles", 16},     {"planner.horizon", 4},        {"planner.period", 4},
        {"planner.gamma", 0.99},       {"train.particles_factor", 1}, {"network.symmetries", 1}};
    std::map<std::string, std::string> choices = {
        {"learner.anchor", "iteration"}, {"planner.action", "sample"}, {"train.symmetries", "false"}};
    if (discrete) choices["planner.root_noise_correct"] = "false";
    if (discrete)
      table.insert({{"learner.dual_learning_rate", 3e-4},
                    {"train.batch", 64},
                    {"train.sequence", 17},
                    {"train.epochs", 16},
                    {"train.envs", 768},
                    {"train.rollout", 21},
                    {"planner.temperature", 0.5},
                    {"learner.initial_alpha", 0.5},
                    {"learner.epsilon_eta", 0.5},
                    {"learner.epsilon_alpha", 1e-3},
                    {"planner.root_noise_alpha", 0.03},
                    {"planner.root_noise", 0.25}});
    else
      table.insert({{"learner.dual_learning_rate", 1e-3},
                    {"train.batch", 32},
                    {"train.sequence", 32},
                    {"train.epochs", 128},
                    {"train.envs", 1024},
                    {"train.rollout", 32},
                    {"planner.temperature", 10},
                    {"learner.initial_alpha_mu", 10},
                    {"learner.initial_alpha_sigma", 500},
                    {"learner.epsilon_eta", 0.2},
                    {"learner.epsilon_mu", 5e-2},
                    {"learner.epsilon_sigma", 5e-4}});
    RunConfig config = RunConfig::resolve(env.toStdString(), "spo", "paper", {}, {});
    const Schema schema = config.schema();
    for (const auto& [key, value] : table) {
      const Field* field = schema.find(key);
      QVERIFY2(field, key.c_str());
      QVERIFY2(std::abs(std::stod(field->text()) - value) <= 1e-12 * value, (key + " = " + field->text()).c_str());
    }
    for (const auto& [key, value] : choices) {
      const Field* field = schema.find(key);
      QVERIFY2(field && field->text() == value, (key + " = " + field->text()).c_str());
    }
  }

  void everyEnvironmentHasALaptopPreset() {
    for (const EnvEntry& entry : envRegistry()) {
      bool found = false;
      for (const PresetEntry& p : listPresets()) found = found || (p.env == entry.id && p.name == "laptop");
      QVERIFY2(found, entry.id.c_str());
    }
  }

  void theLastWordWins() {
    const QTemporaryDir folder;
    const auto file = writeFile(folder, "[planner]\nhorizon = 5\nparticles = 24\n");
    const SmcSettings defaults;
    QCOMPARE(defaults.period, 4);
    QCOMPARE(test::smc(resolved()).period, 2);  // preset over struct default
    QCOMPARE(test::smc(resolved()).horizon, 4);
    QCOMPARE(test::smc(resolved({}, file)).horizon, 5);  // file over preset
    const RunConfig all = resolved({"planner.particles=32", "planner.particles=48"}, file);
    QCOMPARE(test::smc(all).particles, 48);  // --set over file, the later over the earlier
    QCOMPARE(test::smc(all).horizon, 5);
    QCOMPARE(test::smc(all).period, 2);
  }

  void badRequests_data() {
    QTest::addColumn<QString>("override");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("unknown key") << "planner.particle=4"
                                 << QStringList{"planner.particle", "did you mean", "planner.particles"};
    QTest::newRow("unknown group") << "search.depth=4" << QStringList{"search.depth"};
    QTest::newRow("too small") << "planner.particles=0" << QStringList{"planner.particles", "from 1 to 65536", "'0'"};
    QTest::newRow("too large") << "planner.horizon=65" << QStringList{"planner.horizon", "64", "'65'"};
    QTest::newRow("not a number") << "planner.temperature=warm" << QStringList{"planner.temperature", "'warm'"};
    QTest::newRow("NaN") << "planner.temperature=nan" << QStringList{"planner.temperature", "nan"};
    QTest::newRow("infinite") << "planner.temperature=inf" << QStringList{"planner.temperature", "inf"};
    QTest::newRow("fraction of a particle") << "planner.particles=1.5" << QStringList{"planner.particles", "1.5"};
    QTest::newRow("not a choice") << "planner.action=random"
                                  << QStringList{"planner.action", "sample", "greedy", "random"};
    QTest::newRow("no value") << "planner.particles" << QStringList{"KEY=VALUE"};
    QTest::newRow("empty value") << "planner.particles=" << QStringList{"planner.particles", "''"};
    QTest::newRow("epsilon_eta at log N")
        << "train.particles_factor=1 learner.epsilon_eta=2.7726" << QStringList{"epsilon_eta", "2.7726"};
    QTest::newRow("N too small for epsilon_eta")
        << "train.particles_factor=1 planner.particles=1" << QStringList{"epsilon_eta"};
    QTest::newRow("window longer than the replay") << "train.replay=2000" << QStringList{"train."};
    QTest::newRow("contradicting scrambles") << "env.scramble_min=9" << QStringList{"scramble_min", "9"};
  }
  void badRequests() {
    QFETCH(QString, override);
    QFETCH(QStringList, parts);
    std::vector<std::string> overrides;
    for (const QString& one : override.split(' ')) overrides.push_back(one.toStdString());
    const std::string message = usageErrorOf([&] { static_cast<void>(resolved(overrides)); });
    for (const QString& part : parts) QVERIFY2(contains(message, part.toStdString()), message.c_str());
    QVERIFY(!contains(message, "\n"));
  }

  /// The search of training has more particles than that of play.
  void particlesOfTrainingCountForEpsilonEta() {
    static_cast<void>(resolved({"planner.particles=1", "train.particles_factor=16"}));
  }

  void channelLists_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("numbers");  // "" where it is refused
    QTest::newRow("one") << "32"
                         << "32";
    QTest::newRow("several") << "16,32,64"
                             << "16 32 64";
    QTest::newRow("with spaces") << " 16, 32"
                                 << "16 32";
    QTest::newRow("limits") << "1,4096"
                            << "1 4096";
    for (const char* bad : {"", " ", ",", "32,", ",32", "32,,32", "0", "-8", "4097", "32;32", "32 32", "3.5", "many",
                            "32x", "+3", "99999999999999999999"}) {
      QTest::addRow("'%s'", bad) << bad << "";
    }
  }
  void channelLists() {
    QFETCH(QString, text);
    QFETCH(QString, numbers);
    QString found;
    const std::string message = usageErrorOf([&] {
      for (const std::int64_t n : channelList(text.toStdString()))
        found += (found.isEmpty() ? "" : " ") + QString::number(n);
    });
    QCOMPARE(found, numbers);
    QCOMPARE(message.empty(), !numbers.isEmpty());
    if (numbers.isEmpty()) {
      QVERIFY2(contains(message, "network.channels") && contains(message, "'" + text.toStdString() + "'"),
               message.c_str());
    }
  }

  void networksThatCannotBe_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<QStringList>("overrides");
    QTest::addColumn<QStringList>("parts");  // none: accepted
    const auto add = [](const char* name, const char* env, const QStringList& overrides, const QStringList& parts) {
      QTest::newRow(name) << env << overrides << parts;
    };
    add("conv on stickers", "rubiks-cube", {"network.torso=conv"}, {"network.torso", "rubiks-cube", "conv"});
    add("conv-residual on stickers", "rubiks-cube", {"network.torso=conv-residual"},
        {"network.torso", "conv-residual"});
    add("conv on a body", "half-cheetah", {"network.torso=conv"}, {"network.torso", "half-cheetah", "conv"});
    add("conv on a board", "snake", {"network.torso=conv"}, {});
    add("no linear layer, residual", "rubiks-cube", {"network.width=0"}, {"network.width"});
    add("no linear layer, mlp", "rubiks-cube", {"network.width=0", "network.torso=mlp"}, {"network.width"});
    add("no linear layer to put others after", "snake", {"network.torso=conv", "network.width=0"}, {"network.layers"});
    add("convolutions only", "snake", {"network.torso=conv", "network.width=0", "network.layers=0"}, {});
    add("an mlp without layers", "rubiks-cube", {"network.torso=mlp", "network.layers=0"}, {"network.layers"});
    add("residual without further layers", "rubiks-cube", {"network.layers=0"}, {});
    add("even kernel", "snake", {"network.torso=conv-residual", "network.kernel=4"}, {"network.kernel", "odd"});
    add("even kernel, plain", "snake", {"network.torso=conv", "network.kernel=2"}, {"network.kernel"});
    add("even kernel of no convolution", "rubiks-cube", {"network.kernel=2"}, {});
    add("channels of no convolution", "rubiks-cube", {"network.channels=some"}, {"network.channels", "'some'"});
    add("unknown torso", "rubiks-cube", {"network.torso=transformer"},
        {"network.torso", "conv-residual", "transformer"});
    add("mean of discrete actions", "rubiks-cube", {"planner.action=mean"}, {});
  }
  void networksThatCannotBe() {
    QFETCH(QString, env);
    QFETCH(QStringList, overrides);
    QFETCH(QStringList, parts);
    const auto& all = envRegistry();
    const auto isThere = [&](const EnvEntry& entry) { return entry.id == env.toStdString(); };
    if (std::none_of(all.begin(), all.end(), isThere)) QSKIP("an environment of a library that is not here");
    const std::string message = usageErrorOf([&] {
      RunConfig config(env.toStdString(), "spo");
      for (const QString& o : overrides) config.applyOverrides({o.toStdString()});
      config.validate();
    });
    QVERIFY2(message.empty() == parts.isEmpty(), message.c_str());
    for (const QString& part : parts) QVERIFY2(contains(message, part.toStdString()), message.c_str());
    QVERIFY(!contains(message, "\n"));
  }

  void epsilonBelowLogNIsAccepted() {
    QCOMPARE(test::spo(resolved({"learner.epsilon_eta=2.77"})).epsilonEta, 2.77);
    // Where the temperature is fixed there is no dual to run away.
    QCOMPARE(test::smc(resolved({"planner.particles=1", "learner.adaptive_temperature=false"})).particles, 1);
  }

  void unknownNames_data() {
    QTest::addColumn<QString>("env");
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("environment") << "rubik-cube"
                                 << "spo"
                                 << "laptop" << QStringList{"rubiks-cube", "did you mean"};
    QTest::newRow("algorithm") << "rubiks-cube"
                               << "spoo"
                               << "laptop" << QStringList{"spo", "did you mean"};
    QTest::newRow("preset") << "rubiks-cube"
                            << "spo"
                            << "desktop" << QStringList{"laptop", "paper", "desktop"};
  }
  void unknownNames() {
    QFETCH(QString, env);
    QFETCH(QString, algorithm);
    QFETCH(QString, preset);
    QFETCH(QStringList, parts);
    const std::string message = usageErrorOf([&] {
      static_cast<void>(RunConfig::resolve(env.toStdString(), algorithm.toStdString(), preset.toStdString(), {}, {}));
    });
    for (const QString& part : parts) QVERIFY2(contains(message, part.toStdString()), message.c_str());
  }

  void badConfigFiles_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("not TOML") << "[planner\nparticles = 4" << QStringList{"settings.toml", "line 1"};
    QTest::newRow("unknown key") << "[planner]\nparticels = 4"
                                 << QStringList{"settings.toml", "particels", "particles"};
    QTest::newRow("out of range") << "[planner]\nparticles = 0"
                                  << QStringList{"settings.toml", "planner.particles", "65536"};
    QTest::newRow("array") << "[planner]\nparticles = [4]"
                           << QStringList{"settings.toml", "planner.particles", "line 2"};
    QTest::newRow("text for a number") << "[planner]\nparticles = \"many\"" << QStringList{"planner.particles", "many"};
  }
  void badConfigFiles() {
    QFETCH(QString, text);
    QFETCH(QStringList, parts);
    const QTemporaryDir folder;
    const auto file = writeFile(folder, text.toStdString());
    const std::string message = usageErrorOf([&] { static_cast<void>(resolved({}, file)); });
    for (const QString& part : parts) QVERIFY2(contains(message, part.toStdString()), message.c_str());
  }

  void missingConfigFile() {
    try {
      static_cast<void>(resolved({}, "/nowhere/at/all.toml"));
      QFAIL("no error");
    } catch (const Error& error) {
      QVERIFY(contains(error.what(), "/nowhere/at/all.toml"));
    }
  }

  void documentRoundTrip() {
    RunConfig config = resolved({"planner.temperature=0.1", "learner.learning_rate_decay=true", "env.step_limit=31",
                                 "train.learning_rate=3e-4", "planner.action=greedy", "network.width=17"});
    config.seed = 18446744073709551615ull;
    const std::string document = config.toml();
    const RunConfig back = RunConfig::fromToml(document, "the test");
    QCOMPARE(back.toml(), document);
    QCOMPARE(back.seed, config.seed);
    QCOMPARE(test::smc(back).temperature, 0.1);
    QCOMPARE(back.train.learningRate, 3e-4);
    QCOMPARE(back.makeEnv()->spec().stepLimit, 31);
    QCOMPARE(config.clone().toml(), document);
    // config.toml of a run may be given as --config.
    const QTemporaryDir folder;
    QCOMPARE(resolved({}, writeFile(folder, document)).network.width, 17);
  }

  void schemaPointsIntoItsOwner() {
    RunConfig one = resolved();
    RunConfig two = one.clone();
    two.schema().at("planner.particles", "the test").set("99", "the test");
    QCOMPARE(test::smc(one).particles, 16);
    QCOMPARE(test::smc(two).particles, 99);
    RunConfig moved = std::move(two);
    moved.schema().at("env.step_limit", "the test").set("7", "the test");
    QCOMPARE(moved.makeEnv()->spec().stepLimit, 7);
  }

  void brokenDocuments_data() {
    QTest::addColumn<QString>("find");
    QTest::addColumn<QString>("replace");
    QTest::addColumn<QString>("part");
    QTest::newRow("no header") << "[run]"
                               << "[walk]"
                               << "run.";
    QTest::newRow("no environment") << "env = \"rubiks-cube\"\n"
                                    << ""
                                    << "run.env";
    QTest::newRow("other environment") << "\"rubiks-cube\""
                                       << "\"chess\""
                                       << "chess";
    QTest::newRow("no seed") << "seed = \"1\"\n"
                             << ""
                             << "run.seed";
    QTest::newRow("seed in words") << "seed = \"1\""
                                   << "seed = \"one\""
                                   << "one";
    QTest::newRow("seed with a tail") << "seed = \"1\""
                                      << "seed = \"1x\""
                                      << "1x";
    QTest::newRow("negative seed") << "seed = \"1\""
                                   << "seed = \"-1\""
                                   << "-1";
    QTest::newRow("unknown setting") << "particles = 16"
                                     << "particless = 16"
                                     << "particless";
    QTest::newRow("value out of range") << "particles = 16"
                                        << "particles = -16"
                                        << "planner.particles";
    QTest::newRow("truncated") << "[planner]"
                               << "[planner"
                               << "TOML";
  }
  void brokenDocuments() {
    QFETCH(QString, find);
    QFETCH(QString, replace);
    QFETCH(QString, part);
    QString document = QString::fromStdString(resolved().toml());
    QVERIFY(document.contains(find));
    document.replace(document.indexOf(find), find.size(), replace);
    try {
      static_cast<void>(RunConfig::fromToml(document.toStdString(), "some file"));
      QFAIL("no error");
    } catch (const Error& error) {
      QVERIFY2(contains(error.what(), part.toStdString()), error.what());
      QVERIFY2(contains(error.what(), "some file") || contains(error.what(), "--env"), error.what());
    }
  }

  /// What toml++ 3.3 reads with undefined behaviour does not reach it; the rest does.
  void charactersBeyondAscii_data() {
    QTest::addColumn<QByteArray>("begin");
    QTest::addColumn<QString>("part");  // of the Error; empty: read
    QTest::newRow("a remark") << QByteArray("# é あ \" ' \"\"\"\n") << QString();
    QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF# one\n") << QString();
    QTest::newRow("a key") << QByteArray("# one\né = 1\n") << QStringLiteral("some file, line 2, column 1");
    QTest::newRow("a space") << QByteArray("a\u00a0= 1\n") << QStringLiteral("ASCII outside of texts");
    QTest::newRow("behind a text") << QByteArray("a = \"é \\\" é\" あ\n") << QStringLiteral("ASCII outside of texts");
    QTest::newRow("a text") << QByteArray("a = \"é \\\" あ\" # é\n") << QStringLiteral("'a'");
    QTest::newRow("a literal text") << QByteArray("a = 'é \\' # é\n") << QStringLiteral("'a'");
    QTest::newRow("a text over lines") << QByteArray("a = \"\"\"\\\né\"\"\"\n") << QStringLiteral("in one line");
    QTest::newRow("a text without end") << QByteArray("a = \"é\nb = 1\n") << QStringLiteral("TOML");
    QTest::newRow("a deep table") << QByteArray("[a" + QByteArray(".a").repeated(50000) + "]\n")
                                  << QStringLiteral("few parts");
    QTest::newRow("a deep name") << QByteArray("a" + QByteArray(".a").repeated(50000) + " = 1\n")
                                 << QStringLiteral("few parts");
    QTest::newRow("Latin-1") << QByteArray("# \xe9\n") << QStringLiteral("UTF-8");
  }
  void charactersBeyondAscii() {
    QFETCH(QByteArray, begin);
    QFETCH(QString, part);
    std::string error;
    try {
      static_cast<void>(RunConfig::fromToml(begin.toStdString() + resolved().toml(), "some file"));
    } catch (const Error& e) {
      error = e.what();
    }
    QVERIFY2(part.isEmpty() ? error.empty() : contains(error, part.toStdString()), error.c_str());
  }

  void playIsGreedyAndWithoutNoise() {
    RunConfig config = resolved({"env.scramble_min=2", "env.scramble_max=6"});
    QVERIFY(test::smc(config).rootNoise > 0.0);
    config.usePlayDefaults();
    QCOMPARE(test::smc(config).action, std::string("greedy"));
    QCOMPARE(test::smc(config).rootNoise, 0.0);
    QVERIFY(contains(config.toml(), "scramble_min = 6"));  // the evaluation protocol: longest scrambles only
    config.applyOverrides({"planner.action=sample", "env.scramble_min=3"}, true);
    QCOMPARE(test::smc(config).action, std::string("sample"));
  }

  /// The levels to be judged by may be named on the way to the evaluation; those of the training are not played then.
  void evaluationLevelsCanBeNamed() {
    RunConfig config("sokoban", "spo");
    config.applyOverrides({"env.levels=train.xsb"});
    RunConfig named = config.clone(), both = config.clone();
    named.usePlayDefaults({"env.eval_levels=test.xsb", "planner.action=sample"});
    QVERIFY(contains(named.toml(), "levels = \"test.xsb\"") && !contains(named.toml(), "train.xsb"));
    QCOMPARE(test::smc(named).action, std::string("sample"));
    both.usePlayDefaults({"env.eval_levels=test.xsb", "env.levels=other.xsb"});
    QVERIFY(contains(both.toml(), "levels = \"other.xsb\""));
    config.usePlayDefaults();
    QVERIFY(contains(config.toml(), "levels = \"train.xsb\""));
  }

  /// Levels of the program's own making: no copy of settings for play makes those of the training again.
  void heldOutStartsStayHeldOut() {
    RunConfig config("sokoban", "spo");
    config.applyOverrides({"env.size=7", "env.boxes=1"});
    const auto first = [](const RunConfig& settings) {
      const auto env = settings.makeEnv();
      std::vector<std::byte> state(env->spec().stateBytes);
      Rng rng(1, Stream::kReset);
      env->reset(state, rng);
      return env->print(state);
    };
    const std::string trained = first(config);
    config.usePlayDefaults();
    const std::string held = first(config);
    QVERIFY(held != trained);
    QCOMPARE(first(config.clone()), held);
    QCOMPARE(first(config.withAlgorithm("alphazero")), held);
  }

  void networkShapeIsKeptWhenAsked_data() {
    QTest::addColumn<QString>("key");
    RunConfig config = resolved();
    const Schema all = config.schema();
    for (const Field& field : all.fields()) {
      if (field.shapesNetwork) QTest::newRow(field.key.c_str()) << QString::fromStdString(field.key);
    }
  }
  void networkShapeIsKeptWhenAsked() {
    QFETCH(QString, key);
    RunConfig config = resolved();
    const std::string value = config.schema().at(key.toStdString(), "the test").text();
    const std::string message = usageErrorOf([&] { config.applyOverrides({key.toStdString() + "=" + value}, true); });
    QVERIFY2(contains(message, key.toStdString()), message.c_str());
    config.applyOverrides({key.toStdString() + "=" + value});  // training may
  }

  /// Forms show a world only what does something there; its files still hold everything.
  void whatDoesNothingInAWorldIsMarked() {
    const auto idle = [](const char* world, const char* key) {
      RunConfig config = RunConfig::resolve(world, "spo", "laptop", {}, {});
      config.applyOverrides({std::string(key) + "=" + config.schema().at(key, "the test").text()});
      return config.schema().at(key, "the test").idle;
    };
    QVERIFY(idle("rubiks-cube", "learner.epsilon_mu") && !idle("rubiks-cube", "learner.epsilon_alpha"));
    QVERIFY(!idle("rubiks-cube", "network.symmetries") && !idle("snake", "train.symmetries"));
    QVERIFY(idle("rubiks-cube", "planner.resample_chance") && !idle("snake", "planner.resample_chance"));
    QVERIFY(idle("rubiks-cube", "network.kernel") && !idle("sokoban", "network.kernel"));
    QVERIFY(idle("half-cheetah", "network.symmetries") && idle("half-cheetah", "learner.epsilon_alpha"));
    QVERIFY(!idle("half-cheetah", "learner.epsilon_mu") && !idle("half-cheetah", "network.normalise"));
  }

  void everySettingHasHelp() {
    RunConfig config = resolved();
    const Schema all = config.schema();
    for (const Field& field : all.fields()) {
      QVERIFY2(!field.help.empty() && field.help.back() != '.', field.key.c_str());
      QVERIFY2(field.minimum <= field.maximum, field.key.c_str());
      field.set(field.text(), "the test");  // its own value is accepted
    }
  }
};

QTEST_APPLESS_MAIN(RunConfigTest)
#include "run_config_test.moc"
