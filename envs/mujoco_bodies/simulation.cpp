#include "envs/mujoco_bodies/simulation.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <mujoco/mujoco.h>
#include <mutex>

#include "core/base/error.h"

namespace spolab::bodies {
namespace {

/// MuJoCo's own handler waits for a key and ends the process. Returning is not allowed.
[[noreturn]] void throwEngineError(const char* message) {
  throw Error("a step of the physics engine", message, "MuJoCo");
}

/// MuJoCo's own handler writes MUJOCO_LOG.TXT into the working directory; the counts in mjData say the same.
void ignoreWarning(const char*) {}

void installHandlers() {
  static std::once_flag once;
  std::call_once(once, [] {
    mju_user_error = throwEngineError;
    mju_user_warning = ignoreWarning;
  });
}

struct VfsDeleter {
  void operator()(mjVFS* files) const {
    mj_deleteVFS(files);
    delete files;
  }
};

/// MuJoCo reads models from files, so the text becomes a file in memory. A mjVFS has 2 MB: too much for a stack.
std::unique_ptr<mjVFS, VfsDeleter> inMemory(const char* name, std::string_view text, const std::string& where) {
  std::unique_ptr<mjVFS, VfsDeleter> files(new mjVFS);
  mj_defaultVFS(files.get());
  if (text.empty() || mj_makeEmptyFileVFS(files.get(), name, static_cast<int>(text.size())) != 0)
    throw Error("a MuJoCo model", "a text of " + std::to_string(text.size()) + " bytes", where);
  const int index = mj_findFileVFS(files.get(), name);
  std::memcpy(files->filedata[index], text.data(), text.size());
  return files;
}

int countOf(const mjData& data, std::initializer_list<mjtWarning> kinds) {
  int count = 0;
  for (const mjtWarning kind : kinds) count += data.warning[kind].number;
  return count;
}

/// Runs the engine; an error of its own leaves the data usable.
template <class Work>
void guarded(const mjModel& model, mjData& data, const Work& work) {
  try {
    work();
  } catch (...) {
    data.pstack = 0;  // what the engine had taken from its stack was never given back
    mj_resetData(&model, &data);
    throw;
  }
}

std::string oneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

void ModelDeleter::operator()(mjModel_* model) const { mj_deleteModel(model); }
void DataDeleter::operator()(mjData_* data) const { mj_deleteData(data); }

Model compileModel(const std::string& name, std::string_view mjcf) {
  installHandlers();
  constexpr const char* kFile = "model.xml";
  char message[1000] = "";
  const std::string where = "the body " + name;
  Model model(mj_loadXML(kFile, inMemory(kFile, mjcf, where).get(), message, sizeof message));
  if (!model) throw Error("a MuJoCo model", oneLine(message), where);
  return model;
}

Data makeData(const mjModel_& model) {
  Data data(mj_makeData(&model));
  if (!data) throw Error("memory for a simulation", "none", "MuJoCo");
  return data;
}

void clearWarnings(mjData_& data) {
  for (mjWarningStat& warning : data.warning) warning = {};
}

bool advance(const mjModel_& model, mjData_& data) {
  try {
    guarded(model, data, [&] { mj_step(&model, &data); });
  } catch (const Error&) {
    return false;
  }
  // Where the engine has no room for every contact it leaves some out: the body would fall through the ground.
  return countOf(data, {mjWARN_INERTIA, mjWARN_CONTACTFULL, mjWARN_CNSTRFULL, mjWARN_BADQPOS, mjWARN_BADQVEL,
                        mjWARN_BADQACC, mjWARN_BADCTRL}) == 0;
}

void deriveForces(const mjModel_& model, mjData_& data) {
  guarded(model, data, [&] {
    mj_forward(&model, &data);
    mj_rnePostConstraint(&model, &data);
  });
}

bool isSound(const mjModel_& model, const mjData_& data) {
  const auto within = [](const double* values, int count, double bound) {
    return std::all_of(values, values + count, [bound](double x) { return std::abs(x) <= bound; });  // false for a NaN
  };
  return within(data.qpos, model.nq, kLargestNumber) && within(data.qvel, model.nv, kFastest);
}

}  // namespace spolab::bodies
