in vec2 corner;  // one triangle that covers the picture

out vec2 spot;

void main() {
  spot = corner;
  gl_Position = vec4(corner, 1.0, 1.0);
}
