#include "render/imgui_layer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <string>

#include <climits>
#include <imgui.h>

#include "render/discs.h"
#include "render/imgui_renderer.h"
#include "render/resources.h"

namespace spolab {
namespace {

constexpr auto kKeys = static_cast<std::size_t>(UiKey::kCount);
constexpr std::array<float, 4> kSizes = {font_size::kSmall, font_size::kBody, font_size::kTitle, font_size::kLarge};

/// What make_fonts.py keeps.
constexpr ImWchar kGlyphs[] = {0x20,   0x7E,   0xA0,   0xFF,   0x152,  0x153,  0x391,  0x3A9,  0x3B1,  0x3C9,  0x2010,
                               0x2026, 0x2032, 0x2033, 0x2070, 0x208E, 0x2190, 0x2199, 0x2211, 0x2212, 0x221A, 0x221E,
                               0x2248, 0x2248, 0x2260, 0x2265, 0x25A0, 0x25FF, 0x2605, 0x2606, 0x2713, 0x2717, 0};

constexpr std::array<ImGuiKey, kKeys> kImGuiKeys = {
    ImGuiKey_Tab,    ImGuiKey_LeftArrow, ImGuiKey_RightArrow, ImGuiKey_UpArrow, ImGuiKey_DownArrow,
    ImGuiKey_PageUp, ImGuiKey_PageDown,  ImGuiKey_Home,       ImGuiKey_End,     ImGuiKey_Insert,
    ImGuiKey_Delete, ImGuiKey_Backspace, ImGuiKey_Space,      ImGuiKey_Enter,   ImGuiKey_Escape,
    ImGuiKey_A,      ImGuiKey_C,         ImGuiKey_V,          ImGuiKey_X,       ImGuiKey_Y,
    ImGuiKey_Z};

using FontSet = std::array<std::array<ImFont*, kSizes.size()>, 2>;
// Of the layer whose frame is being built:
FontSet* g_fonts = nullptr;
const Discs* g_discs = nullptr;

/// The library has one current context in the whole process: whoever builds a frame holds this until it is built.
std::mutex g_frame;

ImVec4 vec(const Colour& c) { return {c.r, c.g, c.b, c.a}; }

void applyStyle(const Theme& theme) {
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = {2 * kGrid, 2 * kGrid};
  style.FramePadding = {2 * kGrid, kGrid};
  style.ItemSpacing = {2 * kGrid, kGrid};
  style.WindowRounding = style.PopupRounding = style.FrameRounding = kCornerRadius;
  style.WindowBorderSize = style.PopupBorderSize = 1.0f;
  style.AntiAliasedLinesUseTex = true;
  const std::pair<ImGuiCol, Colour> colours[] = {
      {ImGuiCol_Text, theme.text},           {ImGuiCol_TextDisabled, theme.textDim},
      {ImGuiCol_WindowBg, theme.surface[0]}, {ImGuiCol_PopupBg, theme.surface[2]},
      {ImGuiCol_Border, theme.outline},      {ImGuiCol_FrameBg, theme.surface[1]},
      {ImGuiCol_Button, theme.surface[1]},   {ImGuiCol_ButtonHovered, theme.surface[2]},
      {ImGuiCol_ButtonActive, theme.accent}, {ImGuiCol_CheckMark, theme.accent}};
  for (const auto& [which, colour] : colours) style.Colors[which] = vec(colour);
}

}  // namespace

struct ImGuiLayer::Impl {
  ImGuiContext* context = nullptr;
  ImGuiIO* io = nullptr;  ///< of `context`
  std::unique_lock<std::mutex> building{g_frame, std::defer_lock};
  ImGuiRenderer renderer;
  InterfaceChanges changes;
  const ImDrawData* finished = nullptr;  ///< until the next frame begins
  FontSet fonts{};
  Discs discs;
  float scale = 0.0f;
  // A press and its release between two frames must both be seen: what was pressed stays down for one frame.
  std::array<bool, 3> buttonHeld{}, buttonPressed{};
  std::array<bool, kKeys> keyHeld{}, keyPressed{};

  Impl() {
    building.lock();
    context = ImGui::CreateContext();
    ImGui::SetCurrentContext(context);
    io = &ImGui::GetIO();
    building.unlock();
    io->IniFilename = nullptr;
    io->LogFilename = nullptr;
    io->BackendRendererName = "spolab";
    io->BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    io->MousePos = {-1e6f, -1e6f};
#if IMGUI_VERSION_NUM < 18700
    for (std::size_t i = 0; i < kKeys; ++i) io->KeyMap[kImGuiKeys[i]] = static_cast<int>(i);
#endif
  }
  ~Impl() {
    if (!building.owns_lock()) building.lock();
    if (g_fonts == &fonts) forget();
    io->BackendRendererName = nullptr;
    ImGui::DestroyContext(context);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void makeFonts(float newScale) {
    scale = newScale;
    ImFontAtlas& atlas = *io->Fonts;
    atlas.Clear();
    atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
    for (std::size_t face = 0; face < fonts.size(); ++face)
      for (std::size_t size = 0; size < kSizes.size(); ++size) {
        ImFontConfig config;
        config.FontDataOwnedByAtlas = false;
        config.OversampleH = 2;
        config.OversampleV = 1;
        const auto bytes = fontData(static_cast<UiFace>(face));
        ImFont* font =
            atlas.AddFontFromMemoryTTF(const_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()),
                                       std::round(kSizes[size] * scale), &config, kGlyphs);
        font->Scale = 1.0f / scale;
        font->FallbackChar = '?';
        fonts[face][size] = font;
      }
    io->FontDefault = fonts[0][1];
    discs.reserve(atlas);
    discs.paint(atlas, scale);
    renderer.uploadFonts(atlas);
  }

  void finish() {
    ImGui::Render();
    finished = ImGui::GetDrawData();
    forget();
    building.unlock();
    renderer.take(*finished);  // draw lists are this layer's own: nobody waits for the driver
  }

  static void forget() {
    g_fonts = nullptr;
    g_discs = nullptr;
  }

  void passInput() {
    for (std::size_t i = 0; i < buttonHeld.size(); ++i) io->MouseDown[i] = buttonHeld[i] || buttonPressed[i];
    for (std::size_t i = 0; i < kKeys; ++i) {
      const bool down = keyHeld[i] || keyPressed[i];
#if IMGUI_VERSION_NUM < 18700
      io->KeysDown[i] = down;
#else
      io->AddKeyEvent(kImGuiKeys[i], down);
#endif
    }
    buttonPressed = {};
    keyPressed = {};
  }
};

ImGuiLayer::ImGuiLayer() : impl_(std::make_unique<Impl>()) {}
ImGuiLayer::~ImGuiLayer() = default;

void ImGuiLayer::mousePosition(float x, float y) { impl_->io->MousePos = {x, y}; }

void ImGuiLayer::mouseLeft() {
  constexpr float kNowhere = -1e6f;
  impl_->io->MousePos = {kNowhere, kNowhere};
}

void ImGuiLayer::mouseButton(int button, bool down) {
  if (button < 0 || button > 2) return;
  const auto index = static_cast<std::size_t>(button);
  impl_->buttonHeld[index] = down;
  if (down) impl_->buttonPressed[index] = true;
}

void ImGuiLayer::mouseWheel(float dx, float dy) {
  ImGuiIO& io = *impl_->io;
  io.MouseWheelH += dx;
  io.MouseWheel += dy;
}

void ImGuiLayer::key(UiKey key, bool down) {
  const auto index = static_cast<std::size_t>(key);
  if (index >= kKeys) return;
  impl_->keyHeld[index] = down;
  if (down) impl_->keyPressed[index] = true;
}

void ImGuiLayer::modifiers(UiModifiers held) {
  ImGuiIO& io = *impl_->io;
  io.KeyCtrl = held.ctrl;
  io.KeyShift = held.shift;
  io.KeyAlt = held.alt;
  io.KeySuper = held.super;
}

void ImGuiLayer::text(std::string_view utf8) {
  const std::scoped_lock lock(g_frame);
  ImGui::SetCurrentContext(impl_->context);
  impl_->io->AddInputCharactersUTF8(std::string(utf8).c_str());
}

void ImGuiLayer::focusLost() {
  impl_->buttonHeld = impl_->buttonPressed = {};
  impl_->keyHeld = impl_->keyPressed = {};
  modifiers({});
}

bool ImGuiLayer::wantsMouse() const { return impl_->io->WantCaptureMouse; }
bool ImGuiLayer::wantsKeyboard() const { return impl_->io->WantCaptureKeyboard; }

void ImGuiLayer::beginFrame(float widthPoints, float heightPoints, float scale, float seconds, const Theme& theme) {
  const float wanted = std::clamp(scale, 0.5f, 4.0f);
  if (wanted != impl_->scale) impl_->makeFonts(wanted);
  ImGuiIO& io = *impl_->io;
  io.DisplaySize = {widthPoints, heightPoints};
  io.DisplayFramebufferScale = {wanted, wanted};
  io.DeltaTime = std::max(seconds, 1e-5f);
  if (!impl_->building.owns_lock()) impl_->building.lock();
  ImGui::SetCurrentContext(impl_->context);
  impl_->passInput();
  applyStyle(theme);
  g_fonts = &impl_->fonts;
  g_discs = &impl_->discs;
  ImGui::NewFrame();
}

void ImGuiLayer::endFrame() {
  impl_->finish();
  drawFrame({0, 0, INT_MAX / 2, INT_MAX / 2});
}

std::vector<PixelArea> ImGuiLayer::finishFrame() {
  impl_->finish();
  return impl_->changes.since(*impl_->finished);
}

void ImGuiLayer::drawFrame(const PixelArea& area) { impl_->renderer.draw(area); }

void ImGuiLayer::dropFrame() {
  if (!impl_->building.owns_lock()) return;
  ImGui::EndFrame();
  Impl::forget();
  impl_->building.unlock();
}

std::span<const unsigned char> fontData(UiFace face) {
  return resource(face == UiFace::kRegular ? "fonts/spolab-sans-regular.otf" : "fonts/spolab-sans-semibold.otf");
}

ImFont* uiFont(UiFace face, float size) {
  if (g_fonts == nullptr) return ImGui::GetFont();
  const auto nearest = std::min_element(kSizes.begin(), kSizes.end(),
                                        [size](float a, float b) { return std::abs(a - size) < std::abs(b - size); });
  return (*g_fonts)[static_cast<std::size_t>(face)][static_cast<std::size_t>(nearest - kSizes.begin())];
}

const Discs& uiDiscs() { return *g_discs; }

}  // namespace spolab
