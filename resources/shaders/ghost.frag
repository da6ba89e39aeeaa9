flat in vec4 ends;
flat in vec3 shape;
flat in vec4 colour;
in vec2 spot;

out vec4 fragment;

void main() {
  vec2 axis = ends.zw - ends.xy, offset = spot - ends.xy;
  float along = clamp(dot(offset, axis) / max(dot(axis, axis), 1e-6), 0.0, 1.0);
  float coverage = clamp(0.5 + mix(shape.x, shape.y, along) - length(offset - along * axis), 0.0, 1.0);
  if (coverage < shape.z) discard;
  fragment = vec4(colour.rgb, colour.a * (shape.z < 0.5 ? coverage : 1.0));
}
