in vec3 position;
in vec4 vertexColour;  // sRGB
in vec2 across;        // from -1 to 1 over the padded width, half of that width in pixels

uniform mat4 viewProjection;

out vec4 colour;
out vec2 lane;

void main() {
  colour = vertexColour;
  lane = across;
  gl_Position = viewProjection * vec4(position, 1.0);
}
