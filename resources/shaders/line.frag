in vec4 colour;
in vec2 lane;

out vec4 fragment;

void main() {
  float coverage = clamp((1.0 - abs(lane.x)) * lane.y, 0.0, 1.0);
  fragment = vec4(colour.rgb, colour.a * coverage);
}
