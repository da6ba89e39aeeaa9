in vec2 spot;
in vec2 world;

uniform vec4 groundColour;  // sRGB, opacity at the centre
uniform vec4 shadowBox;     // world x, y of the map's corner, 1 / size, strength
uniform vec2 lines;         // distance between grid lines in metres, strength; 0: none
uniform vec3 lineColour;
uniform sampler2D shadowMap;

out vec4 fragment;

float taken(float darkness) { return shadowBox.w * darkness + max(0.8 - shadowBox.w, 0.0) * smoothstep(0.7, 1.0, darkness); }

void main() {
  float reach = dot(spot, spot);
  float fade = clamp(1.0 - reach, 0.0, 1.0);
  fade *= fade;
  float shade = taken(texture(shadowMap, (world - shadowBox.xy) * shadowBox.z).r);
  vec3 base = groundColour.rgb;
  if (lines.y > 0.0) {
    vec2 cell = world / lines.x;
    vec2 width = fwidth(cell);
    vec2 near = abs(fract(cell - 0.5) - 0.5) / max(width, 1e-4);
    float line = max(1.0 - near.x, 1.0 - near.y) * (1.0 - clamp(max(width.x, width.y) * 2.0, 0.0, 1.0));
    base = mix(base, lineColour, clamp(line, 0.0, 1.0) * lines.y);
  }
  // One blend for the floor's own colour and its shadow: colour over what is there, darkness over both.
  float opacity = groundColour.a * fade;
  float total = 1.0 - (1.0 - opacity) * (1.0 - shade);
  float noise = fract(52.9829189 * fract(dot(gl_FragCoord.xy, vec2(0.06711056, 0.00583715)))) - 0.5;
  fragment = vec4(base * opacity * (1.0 - shade) / max(total, 1e-3), total + noise / 48.0 * total);
}
