#include "render/scene_renderer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "render/contact_shadow.h"
#include "render/gl.h"
#include "render/resources.h"
#include "render/scene_ghosts.h"
#include "render/scene_lines.h"
#include "render/scene_solids.h"
#include "render/vec_math.h"

namespace spolab {
namespace {

constexpr float kHaloWidth = 0.55f;
constexpr float kTintThickness = 0.004f;
constexpr float kGridRadius = 6.0f;  // larger grounds get metre lines, so that running can be seen

gl::Program makeProgram(const char* name, std::initializer_list<const char*> attributes, const char* defines = "") {
  const std::string path = std::string("shaders/") + name;
  return {name, defines, resourceText((path + ".vert").c_str()), resourceText((path + ".frag").c_str()), attributes};
}

gl::Program makeSolid(const char* defines) {
  return makeProgram("solid",
                     {"corner", "tangent", "placeRadius", "rotation", "halfExtents", "instanceColour", "instanceGlow"},
                     defines);
}

void attribute(GLuint location, int floats, std::size_t stride, std::size_t offset, bool perInstance = false) {
  gl::EnableVertexAttribArray(location);
  gl::VertexAttribPointer(location, floats, GL_FLOAT, GL_FALSE, static_cast<GLsizei>(stride),
                          reinterpret_cast<const void*>(offset));
  gl::VertexAttribDivisor(location, perInstance ? 1 : 0);
}

template <typename T>
void upload(GLenum target, const gl::Buffer& buffer, const T& list, GLenum usage) {
  gl::BindBuffer(target, buffer.id());
  gl::BufferData(target, static_cast<GLsizeiptr>(list.size() * sizeof *list.data()), list.data(), usage);
}

void uniform(GLint location, const Colour& c) { gl::Uniform3f(location, c.r, c.g, c.b); }
void uniformLinear(GLint location, const Colour& c) { gl::Uniform3f(location, c.r * c.r, c.g * c.g, c.b * c.b); }

/// Pixels of a side. A smaller picture's are odd: a software renderer makes machine code of its own, 50 ms of it, for
/// copies from sides that are powers of two.
int scaledSide(int side, float scale) {
  const int scaled = std::max(static_cast<int>(std::lround(scale * static_cast<float>(side))), 1);
  return scale < 1.0f ? scaled | 1 : scaled;
}

/// Over the viewer's left shoulder where the scene is best seen from; it stays there when the camera turns.
Vec3 keyLight(const CameraHint& hint) {
  const float azimuth = hint.azimuth - 0.5f;
  const glm::vec3 light = glm::normalize(glm::vec3(0.62f * std::sin(azimuth), -0.62f * std::cos(azimuth), 1.0f));
  return fromGlm(light);
}

}  // namespace

/// Compiled once for all renderers of a context.
struct SceneRenderer::Programs {
  gl::Program sky = makeProgram("sky", {"corner"});
  gl::Program ground = makeProgram("ground", {"corner"});
  gl::Program box = makeSolid("#define BOX\n");
  gl::Program tile = makeSolid("#define TILE\n");
  gl::Program halo = makeSolid("#define HALO\n");
  gl::Program depthOnly = makeSolid("#define DEPTH\n");
  gl::Program ghostCore = makeSolid("#define DEPTH\n#define GHOST\n");
  gl::Program ghostRim = makeSolid("#define BOX\n#define GHOST\n");
  gl::Program line = makeProgram("line", {"position", "vertexColour", "across"});
  gl::Program ghost = makeProgram("ghost", {"side", "fromRadius", "toGrowth", "partColour", "partLeast"});
};

struct SceneRenderer::Impl {
  const std::shared_ptr<Programs> programs;
  gl::Program &sky = programs->sky, &ground = programs->ground, &box = programs->box, &tile = programs->tile,
              &halo = programs->halo, &depthOnly = programs->depthOnly, &ghostCore = programs->ghostCore,
              &ghostRim = programs->ghostRim, &line = programs->line, &ghost = programs->ghost;
  gl::VertexArray skyArray, groundArray, solidArray, lineArray, ghostArray;
  gl::Buffer skyBuffer, groundBuffer, sidesBuffer, ghostBuffer, hullBuffer, indexBuffer, instanceBuffer, lineBuffer;
  gl::Texture shadowTexture;
  std::optional<gl::RenderTarget> scaled;
  float scale = 1.0f;

  SolidList solids;
  LineMesh lines;
  std::vector<SolidInstance> plates;
  GhostList ghosts;
  ContactShadow shadow;
  std::vector<PlacedLabel> labels;

  explicit Impl(std::shared_ptr<Programs> shared) : programs(std::move(shared)) {
    makeFlat(skyArray, skyBuffer, {-1, -1, 3, -1, -1, 3});
    makeFlat(groundArray, groundBuffer, {-1, -1, 1, -1, 1, 1, -1, -1, 1, 1, -1, 1});
    makeFlat(ghostArray, sidesBuffer, {-1, -1, 1, -1, 1, 1, -1, -1, 1, 1, -1, 1});
    makeSolidArray();
    gl::BindVertexArray(lineArray.id());
    gl::BindBuffer(GL_ARRAY_BUFFER, lineBuffer.id());
    attribute(0, 3, sizeof(LineVertex), offsetof(LineVertex, position));
    attribute(1, 4, sizeof(LineVertex), offsetof(LineVertex, colour));
    attribute(2, 2, sizeof(LineVertex), offsetof(LineVertex, across));
    gl::BindVertexArray(0);
    makeShadowTexture();
  }

  static void makeFlat(const gl::VertexArray& array, const gl::Buffer& buffer, const std::vector<float>& corners) {
    gl::BindVertexArray(array.id());
    upload(GL_ARRAY_BUFFER, buffer, corners, GL_STATIC_DRAW);
    attribute(0, 2, 2 * sizeof(float), 0);
  }

  void makeSolidArray() const {
    gl::BindVertexArray(solidArray.id());
    upload(GL_ELEMENT_ARRAY_BUFFER, indexBuffer, hullIndices(), GL_STATIC_DRAW);
    upload(GL_ARRAY_BUFFER, hullBuffer, hullVertices(), GL_STATIC_DRAW);
    attribute(0, 3, sizeof(HullVertex), offsetof(HullVertex, corner));
    attribute(1, 3, sizeof(HullVertex), offsetof(HullVertex, tangent));
  }

  void makeShadowTexture() const {
    gl::BindTexture(GL_TEXTURE_2D, shadowTexture.id());
    gl::TexImage2D(GL_TEXTURE_2D, 0, GL_R8, ContactShadow::kSize, ContactShadow::kSize, 0, GL_RED, GL_UNSIGNED_BYTE,
                   nullptr);
    for (const auto& [name, value] : {std::pair{GL_TEXTURE_MIN_FILTER, GL_LINEAR},
                                      {GL_TEXTURE_MAG_FILTER, GL_LINEAR},
                                      {GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE},
                                      {GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE}})
      gl::TexParameteri(GL_TEXTURE_2D, static_cast<GLenum>(name), value);
    gl::BindTexture(GL_TEXTURE_2D, 0);
  }

  void uploadShadow() const {
    gl::ActiveTexture(GL_TEXTURE0);
    gl::BindTexture(GL_TEXTURE_2D, shadowTexture.id());
    gl::PixelStorei(GL_UNPACK_ALIGNMENT, 1);
    gl::TexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, ContactShadow::kSize, ContactShadow::kSize, GL_RED, GL_UNSIGNED_BYTE,
                      shadow.darkness.data());
  }

  void setShadow(const gl::Program& program, const Theme& theme) const {
    gl::Uniform4f(program.uniform("shadowBox"), shadow.x, shadow.y, 1.0f / shadow.side, theme.shadowStrength);
    gl::Uniform1i(program.uniform("shadowMap"), 0);
  }

  void drawSky(const Theme& theme) const {
    sky.use();
    uniform(sky.uniform("skyTop"), theme.skyTop);
    uniform(sky.uniform("skyBottom"), theme.skyBottom);
    gl::BindVertexArray(skyArray.id());
    gl::DrawArrays(GL_TRIANGLES, 0, 3);
  }

  void drawGround(const Scene& scene, const CameraView& view, const Theme& theme) const {
    if (view.eye.z <= scene.groundHeight) return;
    ground.use();
    gl::UniformMatrix4fv(ground.uniform("viewProjection"), 1, GL_FALSE, &viewProjection[0][0]);
    const Vec3& centre = scene.camera.target;
    gl::Uniform4f(ground.uniform("disc"), centre.x, centre.y, scene.groundHeight, scene.groundRadius);
    gl::Uniform4f(ground.uniform("groundColour"), theme.ground.r, theme.ground.g, theme.ground.b, 0.9f);
    gl::Uniform2f(ground.uniform("lines"), 1.0f, scene.groundRadius > kGridRadius ? 0.5f : 0.0f);
    uniform(ground.uniform("lineColour"), mix(theme.ground, theme.textDim, 0.35f));
    setShadow(ground, theme);
    gl::BindVertexArray(groundArray.id());
    gl::DrawArrays(GL_TRIANGLES, 0, 6);
  }

  void setSolidUniforms(const gl::Program& program, const Scene& scene, const CameraView& view, const Theme& theme,
                        const Vec3& light) const {
    program.use();
    gl::UniformMatrix4fv(program.uniform("viewProjection"), 1, GL_FALSE, &viewProjection[0][0]);
    gl::Uniform3f(program.uniform("eye"), view.eye.x, view.eye.y, view.eye.z);
    gl::Uniform3f(program.uniform("keyLight"), light.x, light.y, light.z);
    gl::Uniform1f(program.uniform("pixelSize"), 1.0f / view.pixelsPerMetreAtOne);
    gl::Uniform1f(program.uniform("haloWidth"), kHaloWidth);
    gl::Uniform1f(program.uniform("groundHeight"), scene.groundHeight);
    const float bright = theme.isDark ? 1.0f : 1.1f;
    gl::Uniform3f(program.uniform("skyLight"), 0.46f * bright, 0.48f * bright, 0.52f * bright);
    gl::Uniform3f(program.uniform("groundLight"), 0.21f * bright, 0.20f * bright, 0.19f * bright);
    uniformLinear(program.uniform("accent"), theme.accent);
    setShadow(program, theme);
  }

  /// Instances [first, first + count) of what the instance buffer holds.
  void drawInstances(const gl::Program& program, std::size_t first, std::size_t count) const {
    program.use();
    const std::size_t start = first * sizeof(SolidInstance);
    attribute(2, 4, sizeof(SolidInstance), start + offsetof(SolidInstance, place), true);
    attribute(3, 4, sizeof(SolidInstance), start + offsetof(SolidInstance, rotation), true);
    attribute(4, 4, sizeof(SolidInstance), start + offsetof(SolidInstance, halfExtents), true);
    attribute(5, 4, sizeof(SolidInstance), start + offsetof(SolidInstance, colour), true);
    attribute(6, 4, sizeof(SolidInstance), start + offsetof(SolidInstance, emphasis), true);
    gl::DrawElementsInstanced(GL_TRIANGLES, static_cast<GLsizei>(hullIndices().size()), GL_UNSIGNED_SHORT, nullptr,
                              static_cast<GLsizei>(count));
  }

  void bindInstances(const std::vector<SolidInstance>& list) const {
    gl::BindVertexArray(solidArray.id());
    upload(GL_ARRAY_BUFFER, instanceBuffer, list, GL_STREAM_DRAW);
  }

  /// In the list's order, each stretch of boxes or tiles with its own program.
  void drawRuns(const std::vector<SolidInstance>& list) const {
    for (std::size_t first = 0; first < list.size();) {
      std::size_t end = first + 1;
      while (end < list.size() && list[end].tile() == list[first].tile()) ++end;
      drawInstances(list[first].tile() ? tile : box, first, end - first);
      first = end;
    }
  }

  /// Marks what is certainly hidden, so that neither sky nor ground nor things behind are shaded there.
  void drawDepth() const {
    if (solids.opaque.empty()) return;
    bindInstances(solids.opaque);
    gl::ColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_FALSE);
    gl::Enable(GL_CULL_FACE);
    drawInstances(depthOnly, 0, solids.opaque.size());
    gl::Disable(GL_CULL_FACE);
    gl::ColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
  }

  void drawSolids() const {
    gl::Enable(GL_CULL_FACE);
    if (!solids.opaque.empty()) {
      bindInstances(solids.opaque);
      drawRuns(solids.opaque);
    }
    gl::DepthMask(GL_FALSE);
    if (!solids.halos.empty()) {
      bindInstances(solids.halos);
      drawInstances(halo, 0, solids.halos.size());
    }
    if (!solids.faint.empty()) {
      bindInstances(solids.faint);
      drawRuns(solids.faint);
    }
    gl::Disable(GL_CULL_FACE);
  }

  void drawTints(const Overlay& overlay) {
    if (overlay.tints.empty()) return;
    plates.clear();
    for (const Tint& tint : overlay.tints) {
      RoundedBox plate;
      plate.pose.position = tint.centre;
      plate.halfExtents = {tint.halfWidth, tint.halfDepth, kTintThickness};
      plate.radius = kTintThickness;
      plates.push_back(instanceOf(plate, tint.colour));
    }
    bindInstances(plates);
    drawInstances(tile, 0, plates.size());
  }

  void drawGhosts(const Overlay& overlay, const CameraView& view, const Viewport& viewport) {
    if (overlay.ghosts.empty()) return;
    ghosts.build(overlay);
    ghost.use();
    gl::UniformMatrix4fv(ghost.uniform("viewProjection"), 1, GL_FALSE, &viewProjection[0][0]);
    gl::Uniform3f(ghost.uniform("eye"), view.eye.x, view.eye.y, view.eye.z);
    gl::Uniform1f(ghost.uniform("pixelSize"), 1.0f / view.pixelsPerMetreAtOne);
    gl::Uniform2f(ghost.uniform("halfView"), 0.5f * static_cast<float>(viewport.width),
                  0.5f * static_cast<float>(viewport.height));
    upload(GL_ARRAY_BUFFER, ghostBuffer, ghosts.parts, GL_STREAM_DRAW);
    upload(GL_ARRAY_BUFFER, instanceBuffer, ghosts.solids, GL_STREAM_DRAW);
    gl::Enable(GL_STENCIL_TEST);
    gl::StencilOp(GL_KEEP, GL_KEEP, GL_REPLACE);
    GLint reference = 0;
    for (const GhostList::Stretch& stretch : ghosts.ghosts) {
      gl::StencilFunc(GL_NOTEQUAL, ++reference, 0xFF);
      drawGhostHulls(stretch);
      drawGhostParts(stretch);
    }
    gl::Disable(GL_STENCIL_TEST);
  }

  void drawGhostHulls(const GhostList::Stretch& stretch) const {
    if (stretch.solids == 0) return;
    gl::BindVertexArray(solidArray.id());
    gl::BindBuffer(GL_ARRAY_BUFFER, instanceBuffer.id());
    gl::Enable(GL_CULL_FACE);
    for (const gl::Program* program : {&ghostCore, &ghostRim}) drawInstances(*program, stretch.solid, stretch.solids);
    gl::Disable(GL_CULL_FACE);
  }

  void drawGhostParts(const GhostList::Stretch& stretch) const {
    if (stretch.parts == 0) return;
    ghost.use();
    gl::BindVertexArray(ghostArray.id());
    gl::BindBuffer(GL_ARRAY_BUFFER, ghostBuffer.id());
    const std::size_t start = stretch.part * sizeof(GhostPart);
    attribute(1, 4, sizeof(GhostPart), start + offsetof(GhostPart, from), true);
    attribute(2, 4, sizeof(GhostPart), start + offsetof(GhostPart, to), true);
    attribute(3, 4, sizeof(GhostPart), start + offsetof(GhostPart, colour), true);
    attribute(4, 1, sizeof(GhostPart), start + offsetof(GhostPart, least), true);
    gl::DrawArraysInstanced(GL_TRIANGLES, 0, 6, static_cast<GLsizei>(stretch.parts));
  }

  void drawLines() const {
    if (lines.vertices.empty()) return;
    line.use();
    gl::UniformMatrix4fv(line.uniform("viewProjection"), 1, GL_FALSE, &viewProjection[0][0]);
    gl::BindVertexArray(lineArray.id());
    upload(GL_ARRAY_BUFFER, lineBuffer, lines.vertices, GL_STREAM_DRAW);
    gl::DrawArrays(GL_TRIANGLES, 0, static_cast<GLsizei>(lines.vertices.size()));
  }

  void drawInto(const Scene& scene, const CameraView& view, const Theme& theme, const SceneOptions& options,
                const Overlay& overlay, const Viewport& drawn) {
    const Vec3 light = keyLight(scene.camera);
    solids.build(scene, view, theme);
    lines.build(scene, view, theme);
    shadow.build(scene, light);
    uploadShadow();

    for (const gl::Program* program : {&box, &tile, &halo, &depthOnly, &ghostCore, &ghostRim})
      setSolidUniforms(*program, scene, view, theme, light);
    gl::DepthMask(GL_TRUE);
    // What the hidden-surface pass masks and no edge covers fully is a gap between things: dark.
    const Colour gap = mix(theme.ground, {0, 0, 0}, 0.6f);
    gl::ClearColor(gap.r, gap.g, gap.b, 1.0f);
    gl::StencilMask(0xFF);
    const GLbitfield buffers = GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT;
    gl::Clear(options.background ? buffers | GL_COLOR_BUFFER_BIT : buffers);
    gl::Enable(GL_DEPTH_TEST);
    gl::DepthFunc(GL_LEQUAL);
    gl::CullFace(GL_BACK);
    gl::Disable(GL_CULL_FACE);
    gl::Disable(GL_BLEND);
    drawDepth();

    gl::DepthMask(GL_FALSE);
    if (options.background) drawSky(theme);
    gl::Enable(GL_BLEND);
    gl::BlendEquation(GL_FUNC_ADD);
    gl::BlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    if (options.ground) drawGround(scene, view, theme);
    gl::DepthMask(GL_TRUE);
    drawSolids();
    gl::DepthMask(GL_FALSE);
    drawTints(overlay);
    drawGhosts(overlay, view, drawn);
    drawLines();
    gl::DepthMask(GL_TRUE);
    gl::Disable(GL_DEPTH_TEST);
    gl::Disable(GL_BLEND);
    gl::BindVertexArray(0);
  }

  glm::mat4 viewProjection{1.0f};
};

SceneRenderer::SceneRenderer(const SceneRenderer* relative)
    : impl_(std::make_unique<Impl>(relative ? relative->impl_->programs : std::make_shared<Programs>())) {}
SceneRenderer::~SceneRenderer() = default;

void SceneRenderer::setResolutionScale(float scale) { impl_->scale = std::clamp(scale, 0.25f, 2.0f); }
float SceneRenderer::resolutionScale() const { return impl_->scale; }
const std::vector<PlacedLabel>& SceneRenderer::labels() const { return impl_->labels; }

void SceneRenderer::draw(const Scene& scene, const OrbitCamera& camera, const Viewport& viewport, int framebufferHeight,
                         const Theme& theme, const SceneOptions& options, const Overlay& overlay) {
  if (viewport.width < 1 || viewport.height < 1) return;
  Impl& impl = *impl_;
  const int bottom = framebufferHeight - viewport.y - viewport.height;
  const bool direct = std::abs(impl.scale - 1.0f) < 1e-3f || !options.background;
  const float scale = direct ? 1.0f : impl.scale;
  const Viewport drawn{0, 0, scaledSide(viewport.width, scale), scaledSide(viewport.height, scale)};
  const CameraView view = camera.view(drawn);
  const auto matrix = [](const std::array<float, 16>& m) {
    glm::mat4 out;
    std::copy(m.begin(), m.end(), &out[0][0]);
    return out;
  };
  impl.viewProjection = matrix(view.projection) * matrix(view.view);

  const GLuint target = gl::boundFramebuffer();
  gl::Enable(GL_SCISSOR_TEST);
  if (direct) {
    gl::Viewport(viewport.x, bottom, viewport.width, viewport.height);
    gl::Scissor(viewport.x, bottom, viewport.width, viewport.height);
    impl.drawInto(scene, view, theme, options, overlay, drawn);
  } else {
    if (!impl.scaled || impl.scaled->width() != drawn.width || impl.scaled->height() != drawn.height)
      impl.scaled.emplace(drawn.width, drawn.height);
    impl.scaled->bind();
    gl::Viewport(0, 0, drawn.width, drawn.height);
    gl::Scissor(0, 0, drawn.width, drawn.height);
    impl.drawInto(scene, view, theme, options, overlay, drawn);
    gl::Disable(GL_SCISSOR_TEST);
    gl::BindFramebuffer(GL_READ_FRAMEBUFFER, impl.scaled->id());
    gl::BindFramebuffer(GL_DRAW_FRAMEBUFFER, target);
    gl::BlitFramebuffer(0, 0, drawn.width, drawn.height, viewport.x, bottom, viewport.x + viewport.width,
                        bottom + viewport.height, GL_COLOR_BUFFER_BIT, GL_LINEAR);
    gl::BindFramebuffer(GL_FRAMEBUFFER, target);
  }
  gl::Disable(GL_SCISSOR_TEST);
  impl.labels = placeLabels(scene, camera.view(viewport), viewport, theme);
}

}  // namespace spolab
