#include "app/studio/around/licences.h"

#include <string>

#include <QtGlobal>

#include "envs/registry.h"

namespace spolab {
namespace {

bool builtIn(const std::string& id) {
  for (const EnvEntry& entry : envRegistry())
    if (entry.id == id) return true;
  return false;
}

}  // namespace

std::vector<Licence> licences() {
  std::vector<Licence> all{{"Qt", QT_TRANSLATE_NOOP("Help", "the window"), "LGPL 3"},
                           {"QCustomPlot", QT_TRANSLATE_NOOP("Help", "learning curves"), "GPL 3 or later"},
                           {"Dear ImGui", QT_TRANSLATE_NOOP("Help", "panels of the search"), "MIT"},
                           {"stb", QT_TRANSLATE_NOOP("Help", "letters in those panels"), "MIT or public domain"},
                           {"Inter", QT_TRANSLATE_NOOP("Help", "the typeface"), "SIL Open Font License 1.1"},
                           {"LibTorch", QT_TRANSLATE_NOOP("Help", "networks and learning"), "BSD 3-Clause"},
                           {"OpenBLAS", QT_TRANSLATE_NOOP("Help", "matrices, where LibTorch uses it"), "BSD 3-Clause"}};
  if (builtIn("parkour-walker")) all.push_back({"Box2D", QT_TRANSLATE_NOOP("Help", "flat bodies"), "MIT"});
  if (builtIn("ant"))
    all.insert(all.end(), {{"MuJoCo", QT_TRANSLATE_NOOP("Help", "bodies"), "Apache 2.0"},
                           {"libccd", QT_TRANSLATE_NOOP("Help", "collisions, in MuJoCo"), "BSD 3-Clause"},
                           {"Qhull", QT_TRANSLATE_NOOP("Help", "hulls, in MuJoCo"), "Qhull licence"},
                           {"TinyXML-2", QT_TRANSLATE_NOOP("Help", "body models, in MuJoCo"), "zlib"},
                           {"LodePNG", QT_TRANSLATE_NOOP("Help", "pictures, in MuJoCo"), "zlib"}});
#ifdef SPOLAB_WITH_FILMS
  all.push_back({"FFmpeg", QT_TRANSLATE_NOOP("Help", "films: GIF and MP4"), "LGPL 2.1 or GPL 2, as built"});
#endif
  all.insert(all.end(), {{"Mesa / EGL", QT_TRANSLATE_NOOP("Help", "OpenGL without a window"), "MIT"},
                         {"GLM", QT_TRANSLATE_NOOP("Help", "vectors"), "MIT"},
                         {"{fmt}", QT_TRANSLATE_NOOP("Help", "texts"), "MIT"},
                         {"toml++", QT_TRANSLATE_NOOP("Help", "settings files"), "MIT"},
                         {"nlohmann JSON", QT_TRANSLATE_NOOP("Help", "reports"), "MIT"},
                         {"CLI11", QT_TRANSLATE_NOOP("Help", "the command line"), "BSD 3-Clause"}});
  return all;
}

}  // namespace spolab
