in vec2 corner;  // -1 or 1

uniform mat4 viewProjection;
uniform vec4 disc;  // world x, y, z of the centre, radius

out vec2 spot;  // in radii
out vec2 world;

void main() {
  spot = corner;
  world = disc.xy + corner * disc.w;
  gl_Position = viewProjection * vec4(world, disc.z, 1.0);
}
