in vec2 spot;

uniform vec3 skyTop;
uniform vec3 skyBottom;

out vec4 fragment;

void main() {
  // A soft lift above the middle; the fine noise hides the steps of eight bits.
  float lift = clamp(1.0 - 0.55 * dot(spot - vec2(0.0, 0.35), spot - vec2(0.0, 0.35)), 0.0, 1.0);
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
  fragment = vec4(mix(skyBottom, skyTop, lift) + noise / 255.0, 1.0);
}
