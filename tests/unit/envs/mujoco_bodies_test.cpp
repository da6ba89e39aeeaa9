#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "tests/support/near.h"
#include "tests/unit/envs/mujoco_test.h"

using namespace spolab;
using namespace spolab::test;

/// The bodies against their tables and against MuJoCo used directly.
class MujocoBodiesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// Published masses and centres of mass of the fused links; a foot is a body of its own here.
  void massesAreTheTables_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("parts");
    QTest::addColumn<double>("mass");
    const auto row = [](const char* id, const char* parts, double mass) {
      QTest::addRow("%s %s", id, parts) << QString(id) << QString(parts).split(' ') << mass;
    };
    row("ant", "torso", 0.48388);
    row("humanoid", "torso", 8.90746);
    row("humanoid", "lower_waist", 2.26195);
    row("humanoid", "pelvis", 6.61619);
    for (const QString n : {"1", "2", "3", "4"}) {
      row("ant", qPrintable("leg_" + n), 0.03916);
      row("ant", qPrintable("foot_" + n), 0.06759);
    }
    for (const QString side : {"left", "right"}) {
      row("humanoid", qPrintable(side + "_thigh"), 4.75175);
      row("humanoid", qPrintable(side + "_shin " + side + "_foot"), 4.52284);
      row("humanoid", qPrintable(side + "_upper_arm"), 1.66108);
      row("humanoid", qPrintable(side + "_lower_arm"), 1.22954);
    }
  }
  void massesAreTheTables() {
    QFETCH(QStringList, parts);
    QFETCH(double, mass);
    const mjModel& model = *bodyNamed(id()).model;
    double found = 0.0;
    for (const QString& part : parts) {
      const int index = mj_name2id(&model, mjOBJ_BODY, qPrintable(part));
      QVERIFY2(index > 0, qPrintable(part));
      found += model.body_mass[index];
    }
    QNEAR(found, mass, 1e-5);
  }

  void totalMassesAndInertias() {
    const auto inertia = [](const mjModel& model, const char* part) {
      return model.body_inertia + 3 * mj_name2id(&model, mjOBJ_BODY, part);
    };
    const mjModel& ant = *bodies::ant().model;
    const mjModel& humanoid = *bodies::humanoid().model;
    QNEAR(mj_getTotalmass(&ant), 0.91088, 1e-4);
    QNEAR(mj_getTotalmass(&humanoid), 42.11603, 1e-4);
    QNEAR(inertia(ant, "torso")[0], 0.013586, 1e-6);
    QNEAR(inertia(ant, "foot_2")[2], 0.000209, 1e-6);
    QNEAR(inertia(humanoid, "torso")[0], 0.173242, 1e-6);
    QNEAR(inertia(humanoid, "torso")[2], 0.041119, 1e-6);
    QNEAR(inertia(humanoid, "left_lower_arm")[0], 0.013667, 1e-6);
  }

  void motorsAndControlRates_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QStringList>("motors");
    QTest::newRow("ant") << "ant" << 0.05
                         << QString("hip_4 ankle_4 hip_1 ankle_1 hip_2 ankle_2 hip_3 ankle_3").split(' ');
    QTest::newRow("humanoid")
        << "humanoid" << 0.015
        << QString(
               "abdomen_y abdomen_z abdomen_x right_hip_x right_hip_z right_hip_y right_knee left_hip_x left_hip_z "
               "left_hip_y left_knee right_shoulder_1 right_shoulder_2 right_elbow left_shoulder_1 left_shoulder_2 "
               "left_elbow")
               .split(' ');
  }
  void motorsAndControlRates() {
    QFETCH(double, seconds);
    QFETCH(QStringList, motors);
    const Player player(id());
    const mjModel& model = *player.body.model;
    QCOMPARE(player.body.rules.substeps * model.opt.timestep, seconds);
    QStringList names;
    for (const std::string& name : player.env->spec().actionNames) names << QString::fromStdString(name);
    QCOMPARE(names, motors);
    const std::vector<double> gears{100, 100, 100, 100, 100, 300, 200, 100, 100, 300, 200, 25, 25, 25, 25, 25, 25};
    for (int i = 0; i < model.nu; ++i) {
      QCOMPARE(QString(mj_id2name(&model, mjOBJ_JOINT, model.actuator_trnid[2 * i])), motors[i]);
      QCOMPARE(model.actuator_gear[6 * i], model.nu == 8 ? 150.0 : gears[static_cast<std::size_t>(i)]);
    }
  }

  void onlyFeetTouchTheFloor_data() { rows(); }
  void onlyFeetTouchTheFloor() {
    const mjModel& model = *bodyNamed(id()).model;
    int soles = 0;
    for (int i = 1; i < model.ngeom; ++i) soles += model.geom_contype[i] != 0 || model.geom_conaffinity[i] != 0;
    QCOMPARE(soles, id() == "ant" ? 4 : 2);
  }

  void sizes() {
    MujocoBodySettings fast;
    fast.contactForces = false;
    QCOMPARE(Player("ant").env->spec().floatCount, 27);
    QCOMPARE(Player("ant", fast).env->spec().floatCount, 27);
    QCOMPARE(Player("humanoid").env->spec().floatCount, 376);
    QCOMPARE(Player("humanoid", fast).env->spec().floatCount, 292);
    QCOMPARE(Player("ant").env->spec().stateBytes, 8u * (1 + 15 + 14));
    QCOMPARE(Player("humanoid").env->spec().stateBytes, 8u * (1 + 24 + 23 + 17));
  }

  void resetsStayWithinTheirNoise_data() { rows(); }
  void resetsStayWithinTheirNoise() {
    const Player player(id());
    const bool isAnt = id() == "ant";
    const double noise = isAnt ? 0.1 : 0.01;
    const std::vector<double> angles{0, 1, 0, -1, 0, -1, 0, 1};
    double widest = 0.0, sum = 0.0, squares = 0.0;
    int count = 0;
    for (std::uint32_t i = 0; i < 500; ++i) {
      State state = player.reset(i);
      const double* q = player.positions(state);
      QVERIFY(std::abs(q[0]) <= noise && std::abs(q[1]) <= noise && std::abs(q[2] - (isAnt ? 0.55 : 1.4)) <= noise);
      QNEAR(std::hypot(std::hypot(q[3], q[4]), std::hypot(q[5], q[6])), 1.0, 1e-12);
      // At most noise across and at least 1 − noise along, before it was normalised.
      for (int k = 4; k < 7; ++k) QVERIFY(std::abs(q[k]) <= noise / std::hypot(1.0 - noise, noise));
      for (std::size_t k = 7; k < player.body.positions; ++k) {
        const double away = q[k] - (isAnt ? angles[k - 7] : 0.0);
        QVERIFY(std::abs(away) <= noise);
        widest = std::max(widest, std::abs(away));
      }
      for (std::size_t k = 0; k < player.body.velocities; ++k, ++count) {
        const double v = player.velocities(state)[k];
        QVERIFY(isAnt || std::abs(v) <= noise);
        sum += v;
        squares += v * v;
      }
      QCOMPARE(bodies::stepsOf(bytes(state)), 0);
    }
    QVERIFY(widest > 0.98 * noise);
    // 7,000 and 11,500 draws: five standard errors. A uniform draw has the deviation noise / √3.
    const double deviation = isAnt ? noise : noise / std::sqrt(3.0);
    QNEAR(sum / count, 0.0, 5.0 * deviation / std::sqrt(count));
    QNEAR(std::sqrt(squares / count), deviation, 5.0 * deviation / std::sqrt(count));
  }

  /// The same step by MuJoCo alone, with the reward's formula written out.
  void stepsAndRewardsAreMujocos_data() { rows(); }
  void stepsAndRewardsAreMujocos() {
    const Player player(id());
    const Direct direct(id());
    const bool isAnt = id() == "ant";
    const mjModel* m = direct.model.get();
    mjData* d = direct.data.get();
    for (std::uint32_t e = 0; e < 20; ++e) {
      State state = player.reset(e);
      for (std::uint32_t t = 0; t < 15; ++t) {
        const Action action = player.random(100 * e + t);
        direct.load(state);
        mj_forward(m, d);
        const double xBefore = isAnt ? d->qpos[0] : d->subtree_com[0];
        direct.load(state);  // mj_forward normalises the quaternion, and doing that twice changes a last bit
        double effort = 0.0;
        for (int i = 0; i < m->nu; ++i) {
          d->ctrl[i] = (isAnt ? 1.0 : 0.4) * static_cast<double>(action[static_cast<std::size_t>(i)]);
          effort += d->ctrl[i] * d->ctrl[i];
        }
        for (int k = 0; k < 5; ++k) mj_step(m, d);
        const StepResult result = player.step(state, action);
        QVERIFY(std::equal(d->qpos, d->qpos + m->nq, player.positions(state)));
        QVERIFY(std::equal(d->qvel, d->qvel + m->nv, player.velocities(state)));
        QVERIFY(isAnt || std::equal(d->ctrl, d->ctrl + m->nu, player.controls(state)));
        mj_forward(m, d);
        const double x = isAnt ? d->qpos[0] : d->subtree_com[0];
        const double expected =
            isAnt ? (x - xBefore) / 0.05 + 1.0 - 0.5 * effort : 1.25 * (x - xBefore) / 0.015 + 5.0 - 0.1 * effort;
        QNEAR(result.reward, expected, 1e-5);
        const double z = d->qpos[2];
        QCOMPARE(result.ended, isAnt ? z < 0.2 || z > 1.0 : z < 1.0 || z > 2.0);
        QVERIFY(!result.failed && !result.success && !result.truncated);
        QCOMPARE(bodies::stepsOf(bytes(state)), static_cast<std::int64_t>(t + 1));
        if (result.ended) break;
      }
    }
  }

  void healthyHeights_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("height");
    QTest::addColumn<bool>("ended");
    QTest::newRow("ant low") << "ant" << 0.19 << true;
    QTest::newRow("ant low enough") << "ant" << 0.22 << false;
    QTest::newRow("ant high") << "ant" << 1.03 << true;
    QTest::newRow("ant high enough") << "ant" << 0.99 << false;
    QTest::newRow("humanoid low") << "humanoid" << 0.99 << true;
    QTest::newRow("humanoid low enough") << "humanoid" << 1.01 << false;
    QTest::newRow("humanoid high") << "humanoid" << 2.01 << true;
    QTest::newRow("humanoid high enough") << "humanoid" << 1.99 << false;
  }
  void healthyHeights() {
    QFETCH(double, height);
    QFETCH(bool, ended);
    const Player player(id());
    State state = player.reset(0);
    player.positions(state)[2] = height;
    // Upside down, so that no foot touches the floor and pushes; it falls 12 mm or 1 mm.
    std::copy_n(std::array{0.0, 1.0, 0.0, 0.0}.data(), 4, player.positions(state) + 3);
    std::fill_n(player.velocities(state), player.body.velocities, 0.0);
    const StepResult result = player.step(state, player.still());
    QCOMPARE(result.ended, ended);
    QVERIFY(result.reward > 0.0f && !result.failed);  // the step that falls still counts as one alive
  }

  void theLimitCutsOff() {
    MujocoBodySettings settings;
    QCOMPARE(settings.stepLimit, 1000);
    const Player player("ant");
    State state = player.reset(0);
    for (int t = 1; t < 1000; ++t) QVERIFY(!player.step(state, player.still()).truncated);
    const StepResult last = player.step(state, player.still());
    QVERIFY(last.truncated && !last.ended && last.reward > 0.9f);
  }

  void actionsAreClampedAndMustBeFinite_data() { rows(); }
  void actionsAreClampedAndMustBeFinite() {
    const Player player(id());
    const State start = player.reset(1);
    State bound = start, beyond = start;
    const Action ones(player.body.controls, -1.0f), more(player.body.controls, -7.5f);
    QCOMPARE(player.step(bound, ones).reward, player.step(beyond, more).reward);
    QVERIFY(bound == beyond);
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
      Action action = player.still();
      action[3] = bad;
      State state = start;
      const StepResult result = player.step(state, action);
      QVERIFY(result.failed && result.ended && !result.truncated);
      QCOMPARE(result.reward, 0.0f);
      QVERIFY(state == start);
    }
  }

  /// MuJoCo answers a breakdown by silently starting over; here the step says so and the state stays as it was.
  void breakdownsAreReported_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<double>("speed");
    for (const char* id : {"ant", "humanoid"})
      for (const double speed : {3e3, 1e5, 1e6})
        QTest::newRow(qPrintable(QString("%1 %2").arg(id).arg(speed))) << QString(id) << speed;
  }
  void breakdownsAreReported() {
    QFETCH(double, speed);
    const Player player(id());
    State wild = player.reset(2), state = wild;
    for (std::size_t k = 0; k < player.body.velocities; ++k) player.velocities(wild)[k] = k % 2 == 0 ? speed : -speed;
    player.env->parse(player.env->print(bytes(wild)), bytes(state));
    QVERIFY(state == wild);
    const StepResult result = player.step(state, player.random(1));
    QVERIFY(result.failed && result.ended && !result.truncated);
    QCOMPARE(result.reward, 0.0f);
    QVERIFY(state == wild);
    for (const float x : player.observe(state)) QVERIFY(std::isfinite(x));
    Scene scene;
    player.env->draw(bytes(state), bytes(player.still()), 1.0f, scene);

    // The thread's simulation is as good as new.
    State after = player.reset(3), again = after;
    player.step(after, player.random(2));
    const Direct direct(id());
    direct.load(again);
    for (std::size_t i = 0; i < player.body.controls; ++i)
      direct.data->ctrl[i] = player.body.rules.controlScale * static_cast<double>(player.random(2)[i]);
    for (int k = 0; k < 5; ++k) mj_step(direct.model.get(), direct.data.get());
    QVERIFY(std::equal(direct.data->qpos, direct.data->qpos + direct.model->nq, player.positions(after)));
  }

  void nothingIsWrittenToDisk() {
    const QTemporaryDir folder;
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(folder.path()));
    breakdownsByMujocosMeasure();
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden), QStringList());
  }

  void modelsThatAreNoneAreRefused() {
    for (const char* text : {"", "<mujoco>", "<mujoco><nonsense/></mujoco>", "ant"}) {
      try {
        bodies::compileModel("test", text);
        QFAIL(text);
      } catch (const Error& error) {
        QVERIFY(std::string(error.what()).find("the body test") != std::string::npos);
        QVERIFY(std::string(error.what()).find('\n') == std::string::npos);
      }
    }
  }

  /// In a step they are a breakdown of one episode, no end of a whole training.
  void engineErrorsAreCaught() {
    const auto model = bodies::compileModel("small stack", withSize(""));
    model->nstack = 20;
    const auto data = bodies::makeData(*model);
    QVERIFY(!bodies::advance(*model, *data));
    QCOMPARE(data->pstack, 0);
    QVERIFY_EXCEPTION_THROWN(bodies::deriveForces(*model, *data), Error);
    QCOMPARE(data->pstack, 0);
  }

  /// A contact left out is no physics: the step breaks down. With room for all it does not.
  void fullTablesAreABreakdown() {
    for (const bool full : {true, false}) {
      const auto model = bodies::compileModel("contacts", withSize(full ? "nconmax=\"1\"" : ""));
      const auto data = bodies::makeData(*model);
      QCOMPARE(bodies::advance(*model, *data), !full);
    }
  }

 private:
  /// Two balls that lie on the floor, in it a little.
  static std::string withSize(const std::string& size) {
    return "<mujoco><size " + size +
           "/><worldbody><geom type='plane' size='0 0 1'/>"
           "<body pos='0 0 .09'><freejoint/><geom size='.1'/></body>"
           "<body pos='1 0 .09'><freejoint/><geom size='.1'/></body></worldbody></mujoco>";
  }
  /// Warnings of each kind that MuJoCo would log.
  static void breakdownsByMujocosMeasure() {
    const auto model = bodies::compileModel("two balls", withSize("nconmax=\"10\""));
    const auto data = bodies::makeData(*model);
    for (const double bad : {1e11, std::numeric_limits<double>::quiet_NaN()}) {
      data->qvel[0] = bad;
      QVERIFY(!bodies::advance(*model, *data));
      bodies::clearWarnings(*data);
      data->qpos[0] = bad;
      QVERIFY(!bodies::advance(*model, *data));
      bodies::clearWarnings(*data);
      data->qfrc_applied[2] = bad;
      QVERIFY(!bodies::advance(*model, *data));
      bodies::clearWarnings(*data);
      data->qfrc_applied[2] = 0.0;
    }
    QVERIFY(bodies::advance(*model, *data));
  }
};

QTEST_APPLESS_MAIN(MujocoBodiesTest)
#include "mujoco_bodies_test.moc"
